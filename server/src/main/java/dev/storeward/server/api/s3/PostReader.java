package dev.storeward.server.api.s3;

import dev.storeward.core.file.FileProperties;
import dev.storeward.core.file.name.Address;
import dev.storeward.core.upload.request.PutRequest;
import dev.storeward.server.http.request.MultipartBody;
import dev.storeward.server.http.request.PublicUrl;
import dev.storeward.server.http.request.SingleHeader;
import dev.storeward.server.s3.HeaderText;
import dev.storeward.server.s3.PercentEncoding;
import dev.storeward.server.s3.S3Authentication;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.S3Hosts;
import dev.storeward.server.s3.body.ObjectBody;
import dev.storeward.server.s3.policy.PostForm;
import dev.storeward.server.s3.signature.RequestHeaders;
import dev.storeward.server.s3.xml.TagSet;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A form that a browser posts to a bucket. Its policy, which somebody with a key signed, stands for
 * a signature of the request. The file is read as it arrives; fields behind it are passed over, as
 * S3 does.
 */
record PostReader(
        S3RequestReader sent, PostForm form, MultipartBody body, MultipartBody.FilePart file) {
    private static final String TAGS = "tagging";
    private static final int NOTHING = 204;
    private static final Set<String> STATUSES = Set.of("200", "201", "204");
    private static final Pattern HEADER = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,255}");

    /** What is said of the form, and not of the object. */
    private static final Set<String> OF_THE_FORM =
            Set.of(
                    "awsaccesskeyid",
                    "bucket",
                    "key",
                    "policy",
                    "redirect",
                    "signature",
                    "submit",
                    "success_action_redirect",
                    "success_action_status",
                    TAGS);

    /** Whether a request is a form to a bucket, which carries no signature but its policy's. */
    static boolean isForm(HttpServletRequest request) {
        return request.getMethod().equals("POST")
                && request.getQueryString() == null
                && S3RequestReader.isOfBucket(request)
                && SingleHeader.of(request, "Authorization").isEmpty()
                && SingleHeader.of(request, "Content-Type")
                        .filter(type ->
                                type.split(";", 2)[0]
                                        .strip()
                                        .equalsIgnoreCase("multipart/form-data"))
                        .isPresent();
    }

    /**
     * Reads a form up to its file.
     *
     * @throws S3Exception for what the policy does not allow, or S3 would refuse
     * @throws dev.storeward.core.ProblemException {@code Invalid} for what is no such form
     */
    static PostReader of(HttpServletRequest request, S3Authentication authentication) {
        MultipartBody body = MultipartBody.of(request);
        MultipartBody.FilePart file = body.file("file");
        S3Authentication.Posted posted =
                authentication.posted(
                        request,
                        body.fieldsOnce(),
                        S3RequestReader.bucket(request),
                        file.fileName());
        PostForm form = posted.form();
        if (form.key().indexOf('\0') >= 0) {
            throw new S3Exception(S3Code.INVALID_URI);
        }
        S3RequestReader sent =
                S3RequestReader.ofForm(request, posted.caller(), headers(form), form.key());
        return new PostReader(sent, form, body, file);
    }

    /** What a put says in its headers. */
    private static RequestHeaders headers(PostForm form) {
        Map<String, List<String>> headers = new HashMap<>();
        form.fields()
                .forEach((field, value) -> {
                    if (OF_THE_FORM.contains(field) || field.startsWith("x-ignore-")) {
                        return;
                    }
                    boolean isHeader =
                            HEADER.matcher(field).matches()
                                    && value.chars().noneMatch(Character::isISOControl);
                    if (!isHeader) {
                        throw new S3Exception(
                                S3Code.INVALID_ARGUMENT,
                                "This field can be no header of the object.",
                                Map.of("ArgumentName", field));
                    }
                    headers.put(
                            field.equals("acl") ? "x-amz-acl" : field,
                            List.of(HeaderText.sent(value)));
                });
        return new RequestHeaders(headers);
    }

    /**
     * The form as a put.
     *
     * @throws S3Exception for what S3 would refuse, or this door does not do
     */
    PutReader put(Address address) throws IOException {
        FileProperties said = KeptReader.properties(sent);
        FileProperties kept = said.tagged(tags(said));
        ObjectBody object =
                ObjectBody.open(
                        form.sizes().hold(file.stream()),
                        OptionalLong.empty(),
                        sent.payload(),
                        sent.headers());
        PutRequest request =
                new PutRequest(
                        address,
                        KeptReader.name(sent.key()),
                        ConditionReader.ofPut(sent),
                        KeptReader.contentType(sent),
                        file.size());
        return new PutReader(request, PutReader.body(sent, object, kept, body::rest));
    }

    /** A form has them as a document. */
    private Map<String, String> tags(FileProperties said) throws IOException {
        String document = form.fields().getOrDefault(TAGS, "");
        return document.isEmpty()
                ? said.tags()
                : TagSet.read(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)))
                        .tags();
    }

    /** The status that the form asks for; what there is not is as if nobody asked. */
    int status() {
        String asked = form.fields().getOrDefault("success_action_status", "");
        return STATUSES.contains(asked) ? Integer.parseInt(asked) : NOTHING;
    }

    /** Where the browser is to go; empty where the form does not say, or no address. */
    Optional<String> next(String md5) {
        Map<String, String> fields = form.fields();
        String old = fields.getOrDefault("redirect", "");
        String asked = fields.getOrDefault("success_action_redirect", old);
        if (!isPage(asked)) {
            return Optional.empty();
        }
        return Optional.of(
                asked
                        + (asked.contains("?") ? "&" : "?")
                        + "bucket="
                        + encoded(sent.bucket())
                        + "&key="
                        + encoded(sent.key())
                        + "&etag="
                        + encoded('"' + md5 + '"'));
    }

    private static boolean isPage(String text) {
        try {
            URI uri = URI.create(text);
            String scheme = Optional.ofNullable(uri.getScheme()).orElse("");
            return Set.of("http", "https").contains(scheme.toLowerCase(Locale.ROOT))
                    && uri.getHost() != null
                    && uri.getRawFragment() == null
                    && text.chars().allMatch(c -> c < 0x7f);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static String encoded(String text) {
        return PercentEncoding.encode(text.getBytes(StandardCharsets.UTF_8), false);
    }

    /** The address of the object at the host that the form was sent to. */
    String url(PublicUrl publicUrl) {
        String home = S3Hosts.sentUrl(sent.servlet(), publicUrl);
        return (home.endsWith("/") ? home : home + "/") + PercentEncoding.encodeKey(sent.key());
    }
}

package dev.storeward.server.api.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.SharedServers;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** A browser uploads by a form whose policy somebody with a key signed. */
@ExtendWith(SharedServers.class)
class PostFormsTest {
    private static final Pattern CODE = Pattern.compile("<Code>(\\w+)</Code>");
    private static final String MD5_OF_HELLO = "5d41402abc4b2a76b9719d911017c592";
    private static final String DAY = "20261128";
    private static final String ANY =
            "[\"starts-with\", \"$key\", \"\"], {\"bucket\": \"BUCKET\"}, [\"content-length-range\", 2, 10]";

    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);
    private final String bucket = user.whole();

    private static byte[] hmac(String algorithm, byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String policy(Instant end, String conditions) {
        String text =
                "{\"expiration\": \""
                        + end
                        + "\", \"conditions\": ["
                        + conditions.replace("BUCKET", bucket)
                        + "]}";
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** The fields of a form by version 4, signed today. */
    private Map<String, String> form(String key, String... conditions) {
        Instant now = Instant.now();
        String day = now.toString().substring(0, 10).replace("-", "");
        String credential = user.keys().accessKeyId() + "/" + day + "/eu-central-1/s3/aws4_request";
        String own =
                ", {\"x-amz-algorithm\": \"AWS4-HMAC-SHA256\"}, {\"x-amz-credential\": \""
                        + credential
                        + "\"}, {\"x-amz-date\": \""
                        + day
                        + "T000000Z\"}";
        String policy =
                policy(
                        now.plusSeconds(300),
                        (conditions.length == 0 ? ANY : String.join(", ", conditions)) + own);
        byte[] secret = ("AWS4" + user.keys().secretAccessKey()).getBytes(UTF_8);
        byte[] signing = hmac("HmacSHA256", secret, day);
        for (String part : new String[] {"eu-central-1", "s3", "aws4_request"}) {
            signing = hmac("HmacSHA256", signing, part);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("key", key);
        fields.put("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
        fields.put("X-Amz-Credential", credential);
        fields.put("X-Amz-Date", day + "T000000Z");
        fields.put("Policy", policy);
        fields.put(
                "X-Amz-Signature",
                HexFormat.of().formatHex(hmac("HmacSHA256", signing, policy)));
        return fields;
    }

    private static String part(String name, String more, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\""
                + name
                + "\""
                + more
                + "\r\n\r\n"
                + value
                + "\r\n";
    }

    /** A form as browsers send it, a character a byte. */
    static String body(Map<String, String> fields, String fileName, String content) {
        StringBuilder body = new StringBuilder();
        fields.forEach((name, value) -> body.append(part(name, "", bytes(value))));
        return body
                + part("file", "; filename=\"" + bytes(fileName) + "\"", content)
                + "--b--\r\n";
    }

    private static String bytes(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private RawHttp.Reply send(String path, String body, String... more) {
        String[] headers = new String[more.length + 2];
        headers[0] = "Content-Type: multipart/form-data; boundary=b";
        headers[1] = "Content-Length: " + body.length();
        System.arraycopy(more, 0, headers, 2, more.length);
        return user.raw("POST", path, body, headers);
    }

    private RawHttp.Reply post(Map<String, String> fields) {
        return send("/s3/" + bucket, body(fields, "me.txt", "hello"));
    }

    /** Status, and the code of an error. */
    private static String told(RawHttp.Reply reply) {
        Matcher code = CODE.matcher(reply.text());
        return reply.status() + (code.find() ? " " + code.group(1) : "");
    }

    /** What the files door has of it. */
    private Answer read(String key) {
        return user.http()
                .get("/api/v1/storage/objects/" + user.member().folder() + key);
    }

    @Test
    void whatAFormUploadsIsAFileOfAllDoors() {
        Map<String, String> fields =
                form(
                        "in/${filename}",
                        ANY,
                        "[\"starts-with\", \"$Content-Type\", \"text/\"]",
                        "{\"acl\": \"private\"}",
                        "{\"x-amz-meta-von\": \"Jürgen\"}",
                        "{\"tagging\": \"<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>\"}",
                        "{\"Cache-Control\": \"max-age=60\"}");
        fields.put("Content-Type", "text/markdown");
        fields.put("acl", "private");
        fields.put("x-amz-meta-von", "Jürgen");
        fields.put(
                "tagging",
                "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>");
        fields.put("Cache-Control", "max-age=60");
        fields.put("x-ignore-this", "whatever");

        RawHttp.Reply reply = send("/s3/" + bucket, body(fields, "C:\\docs\\ü b.md", "hello"));

        assertThat(reply.status()).as(reply.toString()).isEqualTo(204);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.header("ETag")).isEqualTo('"' + MD5_OF_HELLO + '"');
        assertThat(reply.header("Location"))
                .isEqualTo(server.url() + "/s3/" + bucket + "/in/%C3%BC%20b.md");
        Answer read = read("in/%C3%BC%20b.md");
        assertThat(read.text()).isEqualTo("hello");
        assertThat(read.header("Content-Type")).isEqualTo("text/markdown");
        assertThat(read.header("Content-Disposition")).contains("filename*=UTF-8''%C3%BC%20b.md");
        S3Client s3 = user.client();
        HeadObjectResponse head = s3.headObject(get -> get.bucket(bucket).key("in/ü b.md"));
        assertThat(head.metadata()).containsExactly(Map.entry("von", "J\u00c3\u00bcrgen"));
        assertThat(head.cacheControl()).isEqualTo("max-age=60");
        assertThat(s3.getObjectTagging(get -> get.bucket(bucket).key("in/ü b.md")).tagSet())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .containsExactly("a=b");
        assertThat(user.charged()).isPositive();
    }

    @Test
    void aFormSaysWhatItIsAnswered() {
        String status = "[\"starts-with\", \"$success_action_status\", \"\"]";
        for (String asked : new String[] {"200", "204", "404", "x"}) {
            Map<String, String> fields = form("a&b.txt", ANY, status);
            fields.put("success_action_status", asked);
            RawHttp.Reply reply = post(fields);
            assertThat(reply.status()).as(asked).isEqualTo(asked.equals("200") ? 200 : 204);
            assertThat(reply.body()).isEmpty();
        }

        Map<String, String> fields = form("a&b.txt", ANY, status);
        fields.put("success_action_status", "201");
        RawHttp.Reply made = post(fields);
        String url = server.url() + "/s3/" + bucket + "/a%26b.txt";
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Content-Type")).startsWith("application/xml");
        assertThat(made.text())
                .endsWith(
                        "<PostResponse><Location>"
                                + url
                                + "</Location><Bucket>"
                                + bucket
                                + "</Bucket><Key>a&amp;b.txt</Key><ETag>\""
                                + MD5_OF_HELLO
                                + "\"</ETag></PostResponse>");
        assertThat(made.header("Location")).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({
        "http://app.example/done,        http://app.example/done?",
        "https://app.example/done?a=1,   https://app.example/done?a=1&"
    })
    void aFormSendsTheBrowserOn(String page, String begins) {
        Map<String, String> fields =
                form("d/a b.txt", ANY, "{\"success_action_redirect\": \"" + page + "\"}");
        fields.put("success_action_redirect", page);

        RawHttp.Reply reply = post(fields);

        assertThat(reply.status()).isEqualTo(303);
        assertThat(reply.header("Location"))
                .isEqualTo(
                        begins
                                + "bucket="
                                + bucket
                                + "&key=d%2Fa%20b.txt&etag=%22"
                                + MD5_OF_HELLO
                                + "%22");
        assertThat(read("d/a%20b.txt").text()).isEqualTo("hello");
    }

    @ParameterizedTest
    @CsvSource({"javascript:alert(1)", "/relative", "https://a.example/#x", "'https://a b/'"})
    void whatIsNoAddressOfAPageIsAsIfNobodyAsked(String page) {
        Map<String, String> fields =
                form("a.txt", ANY, "[\"starts-with\", \"$success_action_redirect\", \"\"]");
        fields.put("success_action_redirect", page);

        assertThat(post(fields).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({
        "a,            400 EntityTooSmall",
        "ab,           204",
        "abcdefghij,   204",
        "abcdefghijk,  400 EntityTooLarge"
    })
    void aFileHasAsManyBytesAsThePolicyAllows(String content, String expected) {
        RawHttp.Reply reply = send("/s3/" + bucket, body(form("a.txt"), "a.txt", content));

        assertThat(told(reply)).isEqualTo(expected);
        boolean taken = expected.equals("204");
        assertThat(read("a.txt").status()).isEqualTo(taken ? 200 : 404);
        assertThat(user.charged() > 0).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({
        "X-Amz-Signature,        00,             403 SignatureDoesNotMatch",
        "X-Amz-Credential,       AKIAX/20261128/eu-central-1/s3/aws4_request, 403 InvalidAccessKeyId",
        "Policy,                 '',             403 AccessDenied",
        "key,                    '',             400 InvalidArgument",
        "x-amz-meta-more,        a,              403 AccessDenied",
        "KEY,                    again,          400 InvalidArgument",
        "x-amz-security-token,   a,              400 InvalidToken",
        "x-amz-checksum-sha256,  LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCU=, 400 BadDigest",
    })
    void aFormThatIsNotAsItWasSignedStoresNothing(String field, String value, String expected) {
        Map<String, String> fields = form("a.txt");
        fields.put(field, value.replace(DAY, fields.get("X-Amz-Date").substring(0, 8)));

        assertThat(told(post(fields))).isEqualTo(expected);
        assertThat(read("a.txt").status()).isEqualTo(404);
        assertThat(user.charged()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "acl,                      public-read,  501 NotImplemented",
        "x-amz-storage-class,      GLACIER,      501 NotImplemented",
        "x-amz-meta-a,             'b\r\nX-Evil: 1', 400 InvalidArgument",
        "'x-amz-meta-a b',         c,            400 InvalidArgument",
        "tagging,                  <x>,          400 MalformedXML",
    })
    void whatIsSignedAndNotDoneIsRefusedToo(String field, String value, String expected) {
        Map<String, String> fields =
                form("a.txt", ANY, "[\"starts-with\", \"$" + field + "\", \"\"]");
        fields.put(field, value);

        assertThat(told(post(fields))).isEqualTo(expected);
        assertThat(read("a.txt").status()).isEqualTo(404);
    }

    @Test
    void aPolicyHoldsUntilItsEndAndForItsBucket() {
        Map<String, String> old = old(policy(Instant.now().minusSeconds(1), ANY));
        assertThat(told(post(old))).isEqualTo("403 AccessDenied");
        assertThat(post(old).text()).contains("Policy expired.");
        Map<String, String> fields = old(policy(Instant.now().plusSeconds(300), ANY));
        assertThat(told(send("/s3/other", body(fields, "a.txt", "hello"))))
                .isEqualTo("403 AccessDenied");
        Map<String, String> anywhere =
                old(policy(Instant.now().plusSeconds(300), "{\"key\": \"a.txt\"}, [\"starts-with\", \"$bucket\", \"\"]"));
        assertThat(told(send("/s3/other", body(anywhere, "a.txt", "hello"))))
                .isEqualTo("404 NoSuchBucket");
    }

    /** The fields of a form by version 2, which forms may still be signed by. */
    private Map<String, String> old(String policy) {
        return old(user, policy);
    }

    static Map<String, String> old(S3User user, String policy) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("key", "a.txt");
        fields.put("AWSAccessKeyId", user.keys().accessKeyId());
        fields.put("Policy", policy);
        byte[] secret = user.keys().secretAccessKey().getBytes(UTF_8);
        fields.put("Signature", Base64.getEncoder().encodeToString(hmac("HmacSHA1", secret, policy)));
        return fields;
    }

    @Test
    void aFormByVersionTwoIsTakenAndFieldsBehindTheFileArePassedOver() {
        Map<String, String> fields = old(policy(Instant.now().plusSeconds(300), ANY));
        String body = body(fields, "a.txt", "hello");
        String more = body.replace("--b--\r\n", part("submit", "", "Go") + "--b--\r\n");

        assertThat(told(send("/s3/" + bucket + "/", more))).isEqualTo("204");
        assertThat(read("a.txt").text()).isEqualTo("hello");
    }

    @Test
    void whatIsNoWholeFormStoresNothing() {
        Map<String, String> fields = form("a.txt");
        String body = body(fields, "a.txt", "hello");
        String end = "--b--\r\n";
        String open = body.substring(0, body.length() - end.length());

        assertThat(told(send("/s3/" + bucket, open))).isEqualTo("400 MalformedPOSTRequest");
        assertThat(told(send("/s3/" + bucket, "no form at all")))
                .isEqualTo("400 MalformedPOSTRequest");
        assertThat(told(send("/s3/" + bucket, open.substring(0, open.indexOf("--b\r\nContent-Disposition: form-data; name=\"file\"")) + end)))
                .isEqualTo("400 InvalidArgument");
        assertThat(told(send("/s3/" + bucket, part("key", "", "b.txt") + body)))
                .isEqualTo("400 InvalidArgument");
        assertThat(told(send("/s3/" + bucket, open + part("file", "; filename=\"b\"", "x") + end)))
                .isEqualTo("400 InvalidArgument");
        assertThat(
                        told(
                                user.raw(
                                        "POST",
                                        "/s3/" + bucket,
                                        body,
                                        "Content-Type: multipart/form-data",
                                        "Content-Length: " + body.length())))
                .isEqualTo("400 MalformedPOSTRequest");
        assertThat(told(send("/s3/" + bucket + "/a.txt", body))).isEqualTo("403 AccessDenied");
        assertThat(read("a.txt").status()).isEqualTo(404);
        assertThat(user.charged()).isZero();
    }

    @Test
    void aFileIsReadAsItComesAndRefusedBeforeAllOfItDid() {
        String whole = body(form("a.txt"), "a.txt", "x".repeat(100_000));
        byte[] begun =
                user.rawBytes(
                        "POST",
                        "/s3/" + bucket,
                        whole.substring(0, whole.length() - 1_000),
                        "Content-Type: multipart/form-data; boundary=b",
                        "Content-Length: " + (1L << 30));

        try (RawHttp http = RawHttp.to(server.url())) {
            RawHttp.Reply reply = http.send(begun, 0, begun.length).reply();
            assertThat(told(reply)).isEqualTo("400 EntityTooLarge");
        }
        assertThat(user.charged()).isZero();
    }

    @Test
    void aLargeFileComesThrough() {
        byte[] content = new byte[9 << 20];
        new Random(7).nextBytes(content);
        Map<String, String> fields =
                form("large.bin", "{\"key\": \"large.bin\"}", "{\"bucket\": \"BUCKET\"}");

        RawHttp.Reply reply =
                send("/s3/" + bucket, body(fields, "x", new String(content, ISO_8859_1)));

        assertThat(reply.status()).as(reply.toString()).isEqualTo(204);
        assertThat(read("large.bin").body()).isEqualTo(content);
    }

    @Test
    void pagesOfTheSignersTenantReadTheAnswer() {
        new Http(server, RunningServer.ADMIN_KEY)
                .send(
                        "PUT",
                        "/api/v1/platform/tenants/" + user.member().tenantId() + "/cors",
                        BodyPublishers.ofString(
                                "{\"allowed_origins\": [\"https://forms.example\"]}"));
        String body = body(form("a.txt"), "a.txt", "hello");

        assertThat(
                        send("/s3/" + bucket, body, "Origin: https://forms.example")
                                .header("Access-Control-Allow-Origin"))
                .isEqualTo("https://forms.example");
        assertThat(
                        send("/s3/" + bucket, body, "Origin: https://x.example")
                                .header("Access-Control-Allow-Origin"))
                .isEmpty();
    }
}

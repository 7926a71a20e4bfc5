package dev.storeward.server.api.s3;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.core.tenant.Tenant;
import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.RawHttp;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tools.jackson.databind.JsonNode;

/** A member with the two keys that S3 clients are configured with. */
public record S3User(
        RunningServer server, Member member, String keyPath, AwsBasicCredentials keys) {
    private static final SdkHttpClient CONNECTIONS = Apache5HttpClient.create();
    private static final Pattern CODE = Pattern.compile("<Code>(\\w+)</Code>");
    private static final long PLENTY = 1L << 30;

    /** A member of a new tenant. */
    public static S3User on(RunningServer server) {
        return of(server, server.member(PLENTY));
    }

    public static S3User of(RunningServer server, Member member) {
        JsonNode made =
                new Http(server, member.key())
                        .postJson(
                                "/api/v1/platform/users/" + member.userId() + "/s3-keys",
                                "{\"name\":\"s3\"}")
                        .json();
        return new S3User(
                server,
                member,
                "/api/v1/platform/keys/" + made.path("id").stringValue(),
                AwsBasicCredentials.create(
                        made.path("access_key_id").stringValue(),
                        made.path("secret_access_key").stringValue()));
    }

    /** Another member of the same tenant. */
    public S3User colleague() {
        Tenant tenant = server.tenant(member);
        return of(server, server.member(tenant, "member"));
    }

    /** Amazon's client, which signs for some region. */
    public S3Client client() {
        return S3Client.builder()
                .endpointOverride(URI.create(server.url() + "/s3"))
                .region(Region.EU_CENTRAL_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(keys))
                .httpClient(CONNECTIONS)
                .build();
    }

    /** The other doors. */
    public Http http() {
        return new Http(server, member.key());
    }

    /** What the tenant is charged for. */
    public long charged() {
        return server.tx()
                .forTenant(member.tenantId())
                .statement(sql ->
                        sql.one(
                                "SELECT charged AS n FROM usage WHERE tenant_id = ?",
                                row -> row.number("n"),
                                member.tenantId()));
    }

    /** The bucket that is the member's whole folder. */
    public String whole() {
        return member.slug();
    }

    /**
     * Sends a request that is signed with its body.
     *
     * @param path percent-encoded, behind the door's own; with a query
     */
    public Answer send(String method, String path, String body, String... headers) {
        return sendSigned(
                method,
                path,
                body.getBytes(StandardCharsets.UTF_8),
                signed(method, path, body, headers));
    }

    /** The headers with which a request may be sent. */
    String[] signed(String method, String path, String body, String... headers) {
        return lines(
                signed(
                        sign(
                                request(method, path, headers),
                                body.getBytes(StandardCharsets.UTF_8))));
    }

    /** Sends a request as it is. */
    public Answer sendSigned(String method, String path, byte[] body, String... headers) {
        return new Http(server.url(), "")
                .send(
                        method,
                        "/s3" + path,
                        body.length == 0 && !method.equals("PUT")
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(body),
                        headers);
    }

    /**
     * A body in chunks with its CRC32 behind it, none of it signed, as SDKs send it over TLS.
     *
     * @param headers to send it with
     */
    record Chunked(String[] headers, byte[] body) {}

    Chunked chunked(String path, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        SignedRequest signed =
                AwsV4HttpSigner.create()
                        .sign(
                                sign(request("PUT", path).protocol("https"), bytes)
                                        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                                        .putProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, true)
                                        .putProperty(
                                                AwsV4HttpSigner.CHECKSUM_ALGORITHM,
                                                DefaultChecksumAlgorithm.CRC32)
                                        .build());
        try (InputStream in = signed.payload().orElseThrow().newStream()) {
            return new Chunked(lines(signed.request()), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] lines(SdkHttpRequest signed) {
        List<String> lines = new ArrayList<>();
        signed.forEachHeader((name, values) -> {
            if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Content-Length")) {
                values.forEach(value -> lines.addAll(List.of(name, value)));
            }
        });
        return lines.toArray(String[]::new);
    }

    /**
     * The path of a URL that may be used for a while by whoever has it, with any body.
     *
     * @param headers that must be sent with it
     */
    public String presigned(String method, String path, Duration time, String... headers) {
        SdkHttpRequest signed =
                signed(
                        sign(request(method, path, headers).protocol("https"), new byte[0])
                                .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                                .putProperty(
                                        AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                                .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, time));
        return signed.encodedPath() + "?" + signed.encodedQueryParameters().orElseThrow();
    }

    /**
     * Sends exactly these bytes, after which the server closes.
     *
     * @param signed as {@link #presigned} answers it
     * @param headers whole lines, a character a byte
     */
    public RawHttp.Reply raw(String method, String signed, String body, String... headers) {
        return RawHttp.exchange(server.url(), rawBytes(method, signed, body, headers));
    }

    public byte[] rawBytes(String method, String signed, String body, String... headers) {
        return (method
                        + " "
                        + signed
                        + " HTTP/1.1\r\nHost: "
                        + URI.create(server.url()).getAuthority()
                        + "\r\nConnection: close\r\n"
                        + String.join("", Stream.of(headers).map(line -> line + "\r\n").toList())
                        + "\r\n"
                        + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private SdkHttpRequest.Builder request(String method, String path, String... headers) {
        String[] parts = path.split("\\?", 2);
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.fromValue(method))
                        .uri(URI.create(server.url()))
                        .encodedPath("/s3" + parts[0]);
        if (parts.length > 1) {
            for (String pair : parts[1].split("&", -1)) {
                String[] named = pair.split("=", 2);
                request.appendRawQueryParameter(
                        decoded(named[0]), named.length > 1 ? decoded(named[1]) : "");
            }
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.appendHeader(headers[i], headers[i + 1]);
        }
        return request;
    }

    private static String decoded(String text) {
        return java.net.URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    SignRequest.Builder<AwsCredentialsIdentity> sign(SdkHttpRequest.Builder request, byte[] body) {
        return SignRequest.<AwsCredentialsIdentity>builder(keys)
                .request(request.build())
                .payload(ContentStreamProvider.fromByteArray(body))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false);
    }

    static SdkHttpRequest signed(SignRequest.Builder<AwsCredentialsIdentity> sign) {
        SignedRequest signed = AwsV4HttpSigner.create().sign(sign.build());
        return signed.request();
    }

    public void put(S3Client s3, String bucket, String key, String content) {
        s3.putObject(
                put -> put.bucket(bucket).key(key).contentType("text/plain"),
                RequestBody.fromString(content));
    }

    public static String text(ResponseInputStream<GetObjectResponse> object) {
        try (object) {
            return new String(object.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String text(S3Client s3, String bucket, String key) {
        return text(s3.getObject(get -> get.bucket(bucket).key(key)));
    }

    /** What a call is refused with: status and code, such as {@code 404 NoSuchKey}. */
    public static String refusal(ThrowingCallable call) {
        S3Exception refused = catchThrowableOfType(S3Exception.class, call);
        return refused.statusCode() + " " + refused.awsErrorDetails().errorCode();
    }

    /** As {@link #refusal}, out of the document; the status alone where there is none. */
    public static String refusal(Answer answer) {
        Matcher code = CODE.matcher(answer.text());
        return answer.status() + (code.find() ? " " + code.group(1) : "");
    }
}

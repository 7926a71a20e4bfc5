package dev.storeward.server.api.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.api.s3.form.SignedForms;
import dev.storeward.server.proof.server.RawHttp;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** The door at a domain of its own: buckets in the path, or in the name below it. */
class S3DomainTest {
    private static RunningServer server;
    private static S3User user;

    @BeforeAll
    static void start() {
        server = RunningServer.start(Map.of("STOREWARD_S3_DOMAIN", "s3.test"));
        user = S3User.on(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Sends a signed request to a name of the server; the path is sent as it is. */
    private static RawHttp.Reply at(String host, String method, String path, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        int port = URI.create(server.url()).getPort();
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.fromValue(method))
                        .uri(URI.create("http://" + host + ":" + port))
                        .encodedPath(path);
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        S3User.signed(user.sign(request, bytes))
                .forEachHeader((name, values) ->
                        values.forEach(value ->
                                head.append(name).append(": ").append(value).append("\r\n")));
        head.append("Connection: close\r\nContent-Length: ").append(bytes.length);
        return RawHttp.exchange(
                server.url(), (head + "\r\n\r\n" + body).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aFormIsPostedToTheNameOfItsBucket() {
        assertThat(at("s3.test", "PUT", "/forms", "").status()).isEqualTo(200);
        String policy =
                "{\"expiration\": \""
                        + Instant.now().plusSeconds(300)
                        + "\", \"conditions\": [{\"key\": \"a.txt\"}, {\"bucket\": \"forms\"}]}";
        String form =
                SignedForms.body(
                        new SignedForms(user)
                                .old(
                                        Base64.getEncoder()
                                                .encodeToString(
                                                        policy.getBytes(StandardCharsets.UTF_8))),
                        "a.txt",
                        "hello");
        String head =
                "POST / HTTP/1.1\r\nHost: forms.s3.test\r\nConnection: close\r\n"
                        + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: ";

        RawHttp.Reply posted =
                RawHttp.exchange(
                        server.url(),
                        (head + form.length() + "\r\n\r\n" + form)
                                .getBytes(StandardCharsets.ISO_8859_1));

        assertThat(posted.status()).as(posted.toString()).isEqualTo(204);
        assertThat(posted.header("Location")).isEqualTo("http://forms.s3.test/a.txt");
        assertThat(body("forms.s3.test", "/a.txt")).isEqualTo("hello");
    }

    private static String body(String host, String path) {
        return new String(at(host, "GET", path, "").body(), StandardCharsets.UTF_8);
    }

    @Test
    void aBucketIsInThePathOfTheDomainOrBelowItAndItIsTheSame() {
        assertThat(at("s3.test", "PUT", "/photos", "").status()).isEqualTo(200);
        assertThat(at("photos.s3.test", "PUT", "/a//../b/c.txt", "hello").status()).isEqualTo(200);

        assertThat(body("s3.test", "/photos/a//../b/c.txt")).isEqualTo("hello");
        assertThat(body("PHOTOS.S3.TEST", "/a//../b/c.txt")).isEqualTo("hello");
        assertThat(user.send("GET", "/photos/a//../b/c.txt", "").text()).isEqualTo("hello");
        assertThat(body("photos.s3.test", "/"))
                .contains("<Name>photos</Name>", "<Key>a//../b/c.txt</Key>");
        assertThat(body("s3.test", "/")).contains("<Name>photos</Name>");
    }

    @Test
    void whatOtherDoorsHaveElsewhereIsABucketThere() {
        RawHttp.Reply reply = at("s3.test", "GET", "/healthz", "");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(new String(reply.body(), StandardCharsets.UTF_8))
                .contains("<Code>NoSuchBucket</Code>");
    }

    @Test
    void anotherHostIsNoDomain() {
        assertThat(body("evils3.test", "/healthz")).doesNotContain("NoSuchBucket");
        assertThat(body("s3.test.example", "/healthz")).doesNotContain("NoSuchBucket");
    }
}

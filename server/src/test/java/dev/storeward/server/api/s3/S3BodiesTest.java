package dev.storeward.server.api.s3;

import static dev.storeward.server.api.s3.S3User.refusal;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.api.s3.S3User.Chunked;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import dev.storeward.server.proof.server.SharedServers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A body is what was announced and signed, or nothing of it is kept. */
@ExtendWith(SharedServers.class)
class S3BodiesTest {
    private static final String EXPECT = "Expect: 100-continue";

    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);
    private final String path = "/" + user.whole() + "/k";
    private final String url = user.presigned("PUT", path, Duration.ofMinutes(5));

    private void assertNothingKept() {
        assertThat(refusal(user.send("GET", path, ""))).isEqualTo("404 NoSuchKey");
        assertThat(user.charged()).isZero();
    }

    @Test
    void aClientThatWaitsIsAskedForIt() {
        byte[] request = user.rawBytes("PUT", url, "hello", "Content-Length: 5", EXPECT);
        try (RawHttp http = RawHttp.to(server.url())) {
            http.send(request, 0, request.length - 5).awaitAnswer();
            Reply reply = http.send(request, request.length - 5, request.length).reply();
            assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        }
        assertThat(user.send("GET", path, "").text()).isEqualTo("hello");
    }

    @Test
    void aClientThatWaitsIsRefusedBeforeItInWords() {
        String none = user.presigned("PUT", "/no-bucket/k", Duration.ofMinutes(5));
        assertThat(user.raw("PUT", none, "", "Content-Length: 5", EXPECT).head().getFirst())
                .isEqualTo("HTTP/1.1 404 Not Found");
        assertThat(user.raw("PUT", "/s3" + path, "", "Content-Length: 5", EXPECT).head().getFirst())
                .isEqualTo("HTTP/1.1 403 Forbidden");
        long tooLong = SharedServers.MAX_FILE_BYTES + 1L;
        Reply refused = user.raw("PUT", url, "", "Content-Length: " + tooLong, EXPECT);
        assertThat(refused.head().getFirst()).isEqualTo("HTTP/1.1 400 Bad Request");
        assertThat(refused.text()).contains("<Code>EntityTooLarge</Code>");
        assertNothingKept();
    }

    @Test
    void oneThatEndsTooSoonIsIncomplete() {
        byte[] request = user.rawBytes("PUT", url, "hel", "Content-Length: 5");
        try (RawHttp http = RawHttp.to(server.url())) {
            Reply reply = http.send(request, 0, request.length).end().reply();
            assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
            assertThat(reply.text()).contains("<Code>IncompleteBody</Code>");
        }
        assertNothingKept();
    }

    @Test
    void whatComesBehindItsEndIsNoneOfIt() {
        Reply reply = user.raw("PUT", url, "hello and more", "Content-Length: 5");

        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        assertThat(user.send("GET", path, "").text()).isEqualTo("hello");
        assertThat(user.charged()).isEqualTo(5);
    }

    @Test
    void itsLengthIsSaid() {
        Reply reply = user.raw("PUT", url, "");
        assertThat(reply.status()).isEqualTo(411);
        assertThat(reply.text()).contains("<Code>MissingContentLength</Code>");
        assertNothingKept();

        Reply inChunks =
                user.raw("PUT", url, "5\r\nhello\r\n0\r\n\r\n", "Transfer-Encoding: chunked");
        assertThat(inChunks.status()).isEqualTo(200);
        assertThat(user.send("GET", path, "").text()).isEqualTo("hello");
        assertThat(user.charged()).isEqualTo(5);
    }

    @Test
    void oneThatWasNotSignedIsRefused() {
        String[] headers = user.signed("PUT", path, "hello");

        assertThat(refusal(user.sendSigned("PUT", path, "jello".getBytes(ISO_8859_1), headers)))
                .isEqualTo("400 XAmzContentSHA256Mismatch");
        assertNothingKept();
        assertThat(user.sendSigned("PUT", path, "hello".getBytes(ISO_8859_1), headers).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "hello, hellO, 400 BadDigest",
        "NhCmhg==, AAAAAA==, 400 BadDigest",
        "NhCmhg==, bad+bad=, 400 InvalidRequest",
        "checksum-crc32, checksum-crc3x, 400 MalformedTrailerError",
        "'5\r\nhello', '4\r\nhello', 400 InvalidRequest",
        "'5\r\nhello', '6\r\nhello', 400 IncompleteBody",
        "'5\r\nhello', 'z\r\nhello', 400 InvalidRequest",
        "'hello\r\n0', 'hello\r\n1', 400 IncompleteBody",
    })
    void inChunksItIsWhatWasAnnounced(String written, String instead, String expected) {
        Chunked chunked = user.chunked(path, "hello");
        String body = new String(chunked.body(), ISO_8859_1);
        assertThat(body).contains("5\r\nhello\r\n0\r\n").contains("x-amz-checksum-crc32:NhCmhg==");
        String sent = body.replace(written, instead);

        assertThat(
                        refusal(
                                user.sendSigned(
                                        "PUT", path, sent.getBytes(ISO_8859_1), chunked.headers())))
                .isEqualTo(expected);
        assertNothingKept();

        user.sendSigned("PUT", path, chunked.body(), chunked.headers());
        assertThat(user.send("GET", path, "").text()).isEqualTo("hello");
        assertThat(user.charged()).isEqualTo(5);
    }
}

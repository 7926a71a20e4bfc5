package dev.storeward.server.api.s3;

import static dev.storeward.server.api.s3.S3User.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** URLs that were signed ahead are used by whoever has them, as they were signed. */
@ExtendWith(SharedServers.class)
class PresignedTest {
    private static final Duration WHILE = Duration.ofMinutes(5);
    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);
    private final Http anybody = new Http(server, "");
    private final String path = "/" + user.whole() + "/a%20b/%C3%A9";

    private Answer put(String url, String body, String... headers) {
        return anybody.send("PUT", url, BodyPublishers.ofString(body), headers);
    }

    @Test
    void oneIsRead() {
        user.send("PUT", path, "hello");
        String url =
                user.presigned(
                        "GET", path + "?response-content-disposition=attachment%3B%20x", WHILE);

        Answer got = anybody.get(url);

        assertThat(got.text()).isEqualTo("hello");
        assertThat(got.header("Content-Disposition")).isEqualTo("attachment; x");
        assertThat(anybody.get(url, "Range", "bytes=1-2").text()).isEqualTo("el");
    }

    @Test
    void oneIsWritten() {
        String url = user.presigned("PUT", path, WHILE);

        assertThat(put(url, "hello", "Content-Type", "text/x-own").status()).isEqualTo(200);

        Answer got = user.send("GET", path, "");
        assertThat(got.text()).isEqualTo("hello");
        assertThat(got.header("Content-Type")).isEqualTo("text/x-own");
    }

    @Test
    void itIsForWhatItWasSignedFor() {
        user.send("PUT", path, "hello");
        String url = user.presigned("GET", path, WHILE);

        assertThat(refusal(put(url, "other"))).isEqualTo("403 SignatureDoesNotMatch");
        assertThat(refusal(anybody.delete(url))).isEqualTo("403 SignatureDoesNotMatch");
        assertThat(refusal(anybody.get(url.replace("%C3%A9", "x"))))
                .isEqualTo("403 SignatureDoesNotMatch");
        assertThat(refusal(anybody.get(url + "&response-content-type=text%2Fhtml")))
                .isEqualTo("403 SignatureDoesNotMatch");
        assertThat(refusal(anybody.get(url.replaceAll("X-Amz-Expires=\\d+", "X-Amz-Expires=999"))))
                .isEqualTo("403 SignatureDoesNotMatch");
        assertThat(refusal(anybody.get("/s3" + path))).isEqualTo("403 AccessDenied");
        assertThat(user.send("GET", path, "").text()).isEqualTo("hello");
    }

    @Test
    void aHeaderThatWasSignedMustCome() {
        String url = user.presigned("PUT", path, WHILE, "x-amz-meta-a", "b");

        assertThat(refusal(put(url, "hello"))).startsWith("403");
        assertThat(refusal(put(url, "hello", "x-amz-meta-a", "c"))).startsWith("403");
        assertThat(put(url, "hello", "x-amz-meta-a", "b").status()).isEqualTo(200);

        assertThat(user.send("HEAD", path, "").header("x-amz-meta-a")).isEqualTo("b");
    }

    @Test
    void headersMayStandInTheQuery() {
        String url = user.presigned("PUT", path + "?x-amz-meta-a=b%20c&x-amz-tagging=t%3D1", WHILE);

        assertThat(put(url, "hello").status()).isEqualTo(200);

        Answer head = user.send("HEAD", path, "");
        assertThat(head.header("x-amz-meta-a")).isEqualTo("b c");
        assertThat(head.header("x-amz-tagging-count")).isEqualTo("1");
        String open = user.presigned("PUT", path + "?x-amz-acl=public-read", WHILE);
        assertThat(refusal(put(open, "other"))).isEqualTo("501 NotImplemented");
        assertThat(user.send("GET", path, "").text()).isEqualTo("hello");
    }

    /** As Amazon's SDK for JavaScript presigns a put, which has no body yet. */
    @Test
    void theChecksumOfNothingInTheQueryIsPassedOver() {
        String url =
                user.presigned(
                        "PUT",
                        path
                                + "?x-amz-checksum-crc32=AAAAAA%3D%3D"
                                + "&x-amz-sdk-checksum-algorithm=CRC32",
                        WHILE);

        assertThat(put(url, "hello").status()).isEqualTo(200);

        assertThat(user.send("GET", path, "").text()).isEqualTo("hello");
    }

    @Test
    void itEndsWithItsKey() {
        user.send("PUT", path, "hello");
        String url = user.presigned("GET", path, WHILE);
        assertThat(anybody.get(url).status()).isEqualTo(200);

        assertThat(user.http().delete(user.keyPath()).status()).isEqualTo(204);

        assertThat(refusal(anybody.get(url))).isEqualTo("403 InvalidAccessKeyId");
    }
}

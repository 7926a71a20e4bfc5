package dev.storeward.server.api.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each form of a range of RFC 9110 gets of a file of ten bytes. */
class RangesTest {
    private static RunningServer server;
    private static Http http;
    private static String path;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
        http = new Http(server, server.member(1 << 20).key());
        Answer uploaded =
                http.upload("file_name=digits.txt", "0123456789".getBytes(StandardCharsets.UTF_8));
        path = "/api/v1/storage/objects/" + uploaded.json().get("data").get("file_path").asString();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-3, 206, 0123",
        "bytes=7-, 206, 789",
        "bytes=-2, 206, 89",
        "bytes=-10, 206, 0123456789",
        "bytes=-999999999999999999, 206, 0123456789",
        "bytes=-9999999999999999999, 206, 0123456789",
        "bytes=-99999999999999999999999999, 206, 0123456789",
        "bytes=4-9999999999999999999, 206, 456789",
        "bytes=5-4, 200, 0123456789",
        "bytes=99999999999999999999-4, 200, 0123456789",
        "bytes=-, 200, 0123456789",
        "'bytes=0-1,3-4', 200, 0123456789",
        "lines=0-1, 200, 0123456789",
    })
    void aRangeGetsItsBytes(String range, int status, String body) {
        Answer answer = http.get(path, "Range", range);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource({"bytes=10-", "bytes=99999999999999999999-", "bytes=-0"})
    void aRangeBehindTheEndIsTold(String range) {
        Answer answer = http.get(path, "Range", range);

        assertThat(answer.status()).isEqualTo(416);
        assertThat(answer.header("Content-Range")).isEqualTo("bytes */10");
    }
}

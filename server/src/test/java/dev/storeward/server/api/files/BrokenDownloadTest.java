package dev.storeward.server.api.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrokenDownloadTest {
    /** A whole segment and a last one with so little in it that an error's text would fill it. */
    private static final int SIZE = 65_580;

    private static RunningServer server;

    private Http http;
    private byte[] bytes;
    private String path;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void uploadAFile() {
        http = new Http(server, server.member(1 << 20).key());
        bytes = new byte[SIZE];
        new Random(SIZE).nextBytes(bytes);
        Answer uploaded = http.upload("file_name=data.bin", bytes);
        path = "/api/v1/storage/objects/" + uploaded.json().get("data").get("file_path").asString();
    }

    @Test
    void damageInTheLastSegmentCutsTheBodyAndAddsNothingToIt() throws IOException {
        flipABitAt(SIZE - 50);

        assertThatThrownBy(() -> http.get(path)).isInstanceOf(UncheckedIOException.class);
        assertThat(http.get(path, "Range", "bytes=0-65000").body())
                .isEqualTo(Arrays.copyOf(bytes, 65_001));
        Answer damaged = http.get(path, "Range", "bytes=65570-");
        assertThat(damaged.status()).isEqualTo(503);
        assertThat(damaged.json().get("error").get("code").asString())
                .isEqualTo("STORAGE_UNAVAILABLE");
    }

    @Test
    void aConditionThatOnlyTheFrameworkKnowsOpensNoBucketInVain() {
        String etag = http.head(path).header("ETag");
        for (int i = 0; i < 20; i++) {
            Answer answer =
                    http.get(
                            path,
                            "If-Match",
                            etag,
                            "If-Unmodified-Since",
                            "Sat, 29 Oct 1994 19:43:31 GMT");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(bytes);
        }
        // The client has the last byte a moment before the server closes the object.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(openObjects()).isZero());
    }

    private static long openObjects() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(BrokenDownloadTest::isObject).count();
        } catch (IOException e) {
            // Where there is no /proc, the answers alone are compared.
            return 0;
        }
    }

    private static boolean isObject(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(server.data());
        } catch (IOException e) {
            return false;
        }
    }

    private static void flipABitAt(long offset) throws IOException {
        List<Path> objects;
        try (Stream<Path> files = Files.walk(server.data().resolve("objects"))) {
            objects =
                    files.filter(Files::isRegularFile)
                            .filter(f -> f.getFileName().toString().startsWith("data_"))
                            .sorted(java.util.Comparator.comparing(BrokenDownloadTest::modified))
                            .toList();
        }
        try (RandomAccessFile file = new RandomAccessFile(objects.getLast().toFile(), "rw")) {
            // The stream's header stands before the content.
            file.seek(offset + 40);
            int old = file.read();
            file.seek(offset + 40);
            file.write(old ^ 1);
        }
    }

    private static java.nio.file.attribute.FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

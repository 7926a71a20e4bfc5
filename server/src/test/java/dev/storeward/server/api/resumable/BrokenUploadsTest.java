package dev.storeward.server.api.resumable;

import static dev.storeward.server.api.resumable.TusClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.SharedServers;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that break in the middle, and requests that meet at one upload. */
@ExtendWith(SharedServers.class)
class BrokenUploadsTest {
    private static final int SIZE = 20_000_000;

    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final TusClient client = TusClient.on(server);
    private final byte[] file = bytes(SIZE);

    private Answer rest(String path, long offset) {
        return client.patch(path, offset, Arrays.copyOfRange(file, (int) offset, SIZE));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15_000, 300_000, 8_388_608, 19_999_999})
    void whatCameUntilALineBrokeIsKept(int came) {
        String path = client.begin(SIZE);
        try (RawHttp http = client.sending(path, 0, SIZE, file, 0, came)) {
            http.end();
            assertThat(http.reply().status()).isIn(0, 408);
        }

        assertThat(client.offset(path)).isEqualTo(came);
        assertThat(client.charged()).isEqualTo(came);
        Answer last = rest(path, came);
        assertThat(last.status()).isEqualTo(204);
        assertThat(client.read(last)).isEqualTo(file);
        assertThat(client.charged()).isEqualTo(SIZE);
    }

    @Test
    void aLineThatIsResetKeepsAllThatWasInTheBucket() {
        String path = client.begin(SIZE);
        RawHttp http = client.sending(path, 0, SIZE, file, 0, 17_000_000);
        await().atMost(Duration.ofSeconds(30)).until(() -> client.charged() >= 2 * 8_388_608L);
        http.reset();

        long offset = client.offset(path);
        assertThat(offset).isBetween(2 * 8_388_608L, 17_000_000L);
        assertThat(client.read(rest(path, offset))).isEqualTo(file);
    }

    @Test
    void aClientWhoseOldLineIsSilentGoesOnOverANewOne() {
        String path = client.begin(SIZE);
        try (RawHttp old = client.sending(path, 0, SIZE, file, 0, 1_000_000)) {
            client.awaitWriter();
            await().pollDelay(Duration.ofSeconds(3)).until(() -> true);

            // The old one is told to end, and what came over it is kept.
            long offset = client.offset(path);
            assertThat(offset).isEqualTo(1_000_000);
            Answer last = rest(path, offset);
            assertThat(last.status()).isEqualTo(204);
            assertThat(client.read(last)).isEqualTo(file);
            assertThat(old.reply().status()).isEqualTo(408);
        }
    }

    @Test
    void whileBytesComeNobodyElseSendsAny() throws InterruptedException {
        String path = client.begin(SIZE);
        try (RawHttp http = client.sending(path, 0, SIZE, file, 0, 100_000)) {
            client.awaitWriter();
            Thread trickle =
                    Thread.ofVirtual()
                            .start(() -> {
                                for (int at = 100_000; at < 400_000; at += 10_000) {
                                    http.send(file, at, at + 10_000);
                                    await().pollDelay(Duration.ofMillis(100)).until(() -> true);
                                }
                            });
            Answer second = client.patch(path, 0, file);
            assertThat(second.status()).as(second.text()).isEqualTo(423);
            assertThat(second.json().at("/error/code").stringValue()).isEqualTo("LOCKED");
            assertThat(second.header("Retry-After")).isEqualTo("1");
            trickle.join();
            http.send(file, 400_000, SIZE);
            RawHttp.Reply reply = http.reply();
            assertThat(reply.status()).isEqualTo(204);
            assertThat(reply.header("Upload-Offset")).isEqualTo(String.valueOf(SIZE));
        }
        assertThat(client.read(client.head(path))).isEqualTo(file);
    }

    @Test
    void anUploadThatEndsWhileBytesComeLeavesNothing() {
        String path = client.begin(SIZE);
        try (RawHttp http = client.sending(path, 0, SIZE, file, 0, 9_000_000)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> client.charged() > 0);
            assertThat(client.delete(path).status()).isEqualTo(204);
            // The next piece is refused.
            assertThat(refusalOf(http, 9_000_000)).isIn(0, 404);
        }
        assertThat(client.charged()).isZero();
        assertThat(client.pieces()).isZero();
    }

    private int refusalOf(RawHttp http, int from) {
        try {
            http.send(file, from, SIZE);
        } catch (UncheckedIOException e) {
            // The server took no more of it, and may have said why.
        }
        return http.reply().status();
    }

    @Test
    void bytesToBeCheckedAreNotKeptWhenTheirLineBreaks() {
        String path = client.begin(SIZE);
        byte[] head =
                RawHttp.head(
                        "PATCH",
                        path,
                        client.member().key(),
                        "Tus-Resumable: 1.0.0",
                        "Content-Type: " + TusClient.TYPE,
                        "Upload-Offset: 0",
                        "Upload-Checksum: crc32 AAAAAA==",
                        "Content-Length: " + SIZE);
        try (RawHttp http = RawHttp.to(server.url())) {
            http.send(head, 0, head.length).send(file, 0, 10_000_000).end();
            assertThat(http.reply().status()).isIn(0, 408);
        }
        assertThat(client.offset(path)).isZero();
        assertThat(client.charged()).isZero();
    }
}

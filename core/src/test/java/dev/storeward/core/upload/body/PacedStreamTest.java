package dev.storeward.core.upload.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacedStreamTest {
    private static final int SLOW = 17 << 10;

    private final AtomicLong millis = new AtomicLong();
    private boolean hurried;

    /** A client that sends so much each second, for as long as it is listened to. */
    private PacedStream client(int bytesEachSecond) {
        InputStream body =
                new BulkStream() {
                    @Override
                    public int read(byte[] target, int offset, int length) {
                        millis.addAndGet(1_000);
                        return bytesEachSecond;
                    }
                };
        return new PacedStream(body, () -> Instant.ofEpochMilli(millis.get()), () -> hurried);
    }

    private static void read(PacedStream stream, int seconds) throws IOException {
        byte[] buffer = new byte[1 << 20];
        for (int i = 0; i < seconds; i++) {
            assertThat(stream.read(buffer, 0, buffer.length)).isPositive();
        }
    }

    private static Problem refusal(PacedStream stream, int seconds) {
        return Problems.of(() -> read(stream, seconds));
    }

    private static Problem tooSlow(int least) {
        return new Problem.Incomplete(
                "The body came too slowly: an upload must keep "
                        + least
                        + " bytes a second. Nothing was stored.");
    }

    @Test
    void whoKeepsTheLeastPaceIsListenedToForTenMinutes() throws IOException {
        read(client(SLOW), 600);
    }

    @Test
    void whoIsSlowerIsCutAfterTenSeconds() throws IOException {
        read(client(15 << 10), 9);
        assertThat(refusal(client(15 << 10), 10)).isEqualTo(tooSlow(16 << 10));
    }

    @Test
    void whoHoldsUpOthersMustBeFaster() throws IOException {
        hurried = true;

        assertThat(refusal(client(SLOW), 10)).isEqualTo(tooSlow(128 << 10));
        read(client(130 << 10), 3_000);
    }

    @Test
    void anUploadLastsNoLongerThanItsSizeAndTenMinutes() throws IOException {
        assertThat(refusal(client(SLOW), 900)).isEqualTo(tooSlow(64 << 10));
        read(client(65 << 10), 3_000);
    }
}

package dev.storeward.core.upload.body;

import dev.storeward.core.Problem;
import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.InstantSource;

/**
 * A client's body, which must keep a least pace because other uploads wait for the memory it
 * occupies. Only the time spent waiting for the client counts, not the time its bytes wait for the
 * bucket.
 */
public final class PacedStream extends BulkStream {
    private static final long MIN_BYTES_PER_SECOND = 16 << 10;
    private static final long WINDOW_MILLIS = 10_000;

    private final InputStream in;
    private final InstantSource clock;
    private long windowMillis;
    private long windowBytes;

    public PacedStream(InputStream body, InstantSource clock) {
        this.in = body;
        this.clock = clock;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /**
     * Reads what there is.
     *
     * @throws dev.storeward.core.ProblemException {@code Incomplete} when the client is too slow or
     *     breaks off
     */
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        long asked = clock.millis();
        int read;
        try {
            read = in.read(buffer, offset, length);
        } catch (SocketTimeoutException e) {
            throw tooSlow().asException(e);
        } catch (IOException e) {
            throw new Problem.Incomplete(
                            "The body ended before its end. Nothing was stored; send the file again.")
                    .asException(e);
        }
        windowMillis += clock.millis() - asked;
        windowBytes += Math.max(read, 0);
        if (windowMillis >= WINDOW_MILLIS) {
            if (windowBytes * 1000 / windowMillis < MIN_BYTES_PER_SECOND) {
                throw tooSlow().asException();
            }
            windowMillis = 0;
            windowBytes = 0;
        }
        return read;
    }

    private static Problem tooSlow() {
        return new Problem.Incomplete(
                "The body came too slowly: an upload must keep "
                        + MIN_BYTES_PER_SECOND
                        + " bytes a second. Nothing was stored.");
    }
}

package dev.storeward.core.upload.body;

import dev.storeward.core.Problem;
import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * A client's body, which must keep a least pace because other uploads wait for the memory it
 * occupies: {@value #LEAST} bytes a second over ten seconds, {@value #LEAST_IN_HURRY} while its
 * sender takes more than a fair share from others that wait, and {@value #LEAST_ON_AVERAGE} on
 * average after the first ten minutes. Only the time spent waiting for the client counts, not the
 * time its bytes wait for the bucket.
 */
public final class PacedStream extends BulkStream {
    private static final long LEAST = 16 << 10;
    private static final long LEAST_IN_HURRY = 128 << 10;
    private static final long LEAST_ON_AVERAGE = 64 << 10;
    private static final long WINDOW_MILLIS = 10_000;
    private static final long GRACE_MILLIS = 600_000;

    private final InputStream in;
    private final InstantSource clock;
    private final BooleanSupplier hurried;
    private long windowMillis;
    private long windowBytes;
    private long waitedMillis;
    private long bytes;

    /**
     * @param hurried whether the sender takes more than a fair share from others that wait; asked
     *     at the end of every ten seconds
     */
    public PacedStream(InputStream body, InstantSource clock, BooleanSupplier hurried) {
        this.in = body;
        this.clock = clock;
        this.hurried = hurried;
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
            throw tooSlow(LEAST).asException(e);
        } catch (IOException e) {
            throw new Problem.Incomplete(
                            "The body ended before its end. Nothing was stored; send the file again.")
                    .asException(e);
        }
        waited(clock.millis() - asked, Math.max(read, 0));
        return read;
    }

    private void waited(long millis, int read) {
        waitedMillis += millis;
        bytes += read;
        windowMillis += millis;
        windowBytes += read;
        if (windowMillis >= WINDOW_MILLIS) {
            long least = hurried.getAsBoolean() ? LEAST_IN_HURRY : LEAST;
            if (windowBytes * 1000 / windowMillis < least) {
                throw tooSlow(least).asException();
            }
            windowMillis = 0;
            windowBytes = 0;
        }
        if (waitedMillis > GRACE_MILLIS + bytes / LEAST_ON_AVERAGE * 1000) {
            throw tooSlow(LEAST_ON_AVERAGE).asException();
        }
    }

    private static Problem tooSlow(long least) {
        return new Problem.Incomplete(
                "The body came too slowly: an upload must keep "
                        + least
                        + " bytes a second. Nothing was stored.");
    }
}

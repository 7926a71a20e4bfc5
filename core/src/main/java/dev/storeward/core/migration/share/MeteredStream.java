package dev.storeward.core.migration.share;

import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stored bytes on their way: hashed, counted, held to the limits, and broken off when the work
 * stops or they come too slowly. What broke the reading is kept, because who reads it may wrap what
 * it throws.
 */
public final class MeteredStream extends BulkStream {
    private final InputStream in;

    /** A place that sends nothing for a minute, and less than this afterwards, is given up. */
    private static final long PATIENCE_MILLIS = 60_000;

    private static final int PIECE = 128 << 10;
    private static final long LEAST_BYTES_PER_MILLI = 16;

    private final @Nullable MessageDigest digest;
    private final InstantSource clock;
    private final Gauge gauge;
    private long waited;
    private long count;
    private @Nullable IOException failure;

    /** The place sends too little to go on with it. */
    public static final class TooSlowException extends IOException {
        private static final long serialVersionUID = 1;

        TooSlowException() {
            super("the place sends too slowly");
        }
    }

    /** What each piece of bytes must pass. */
    public interface Gauge {
        /**
         * Waits until the bytes may pass.
         *
         * @throws IOException when the work is to stop
         */
        void pass(int bytes) throws IOException, InterruptedException;
    }

    public MeteredStream(
            InputStream stream, @Nullable MessageDigest digest, InstantSource clock, Gauge gauge) {
        this.in = stream;
        this.digest = digest;
        this.clock = clock;
        this.gauge = gauge;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            long before = clock.millis();
            int read = in.read(buffer, offset, length);
            waited += clock.millis() - before;
            if (waited > PATIENCE_MILLIS + count / LEAST_BYTES_PER_MILLI) {
                throw new TooSlowException();
            }
            if (read > 0) {
                if (digest != null) {
                    digest.update(buffer, offset, read);
                }
                count += read;
                gauge.pass(read);
            }
            return read;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = new InterruptedIOException("the work was interrupted");
            throw failure;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /**
     * Reads to the end, in pieces as large as a socket holds.
     *
     * @param expected bytes, about
     */
    public void drain(long expected) throws IOException {
        byte[] piece = new byte[Math.clamp(expected, 1, PIECE)];
        int read = 0;
        while (read >= 0) {
            read = read(piece, 0, piece.length);
        }
    }

    public long count() {
        return count;
    }

    public byte[] digest() {
        return Objects.requireNonNull(digest).digest();
    }

    /** What a read ended with; null when none failed. */
    public @Nullable IOException failure() {
        return failure;
    }
}

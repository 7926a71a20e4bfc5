package dev.storeward.server.http.request;

import dev.storeward.core.Problem;
import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A body of which what stands before a file, or all of it, must have come within a time, however
 * steadily it drips. Belongs to one thread.
 */
final class TimelyStream extends BulkStream {
    static final Duration LIMIT = Duration.ofSeconds(30);

    private final InputStream in;
    private final Duration limit;
    private long began;
    private boolean bound;

    private TimelyStream(InputStream in, Duration limit) {
        this.in = in;
        this.limit = limit;
        bind();
    }

    static TimelyStream of(InputStream in) {
        return within(in, LIMIT);
    }

    static TimelyStream within(InputStream in, Duration limit) {
        return new TimelyStream(in, limit);
    }

    /** What comes from now on must come within the time, which begins anew. */
    void bind() {
        began = System.nanoTime();
        bound = true;
    }

    /** What comes from now on is held to another pace. */
    void release() {
        bound = false;
    }

    /**
     * Reads what there is.
     *
     * @throws dev.storeward.core.ProblemException {@code Incomplete} when the time has passed
     */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = in.read(target, offset, length);
        if (read >= 0 && bound && System.nanoTime() - began > limit.toNanos()) {
            throw new Problem.Incomplete(
                            "The body came too slowly: all but a file's bytes must come within "
                                    + limit.toSeconds()
                                    + " seconds. Nothing was done.")
                    .asException();
        }
        return read;
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

package dev.storeward.core.upload.session;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a piece, which are as many as were announced. Keeps what is wrong with them, because
 * who reads them may wrap what they throw.
 */
final class PieceBody extends BulkStream {
    private final InputStream in;
    private final long size;
    private long seen;
    private @Nullable Guard guard;
    private @Nullable ProblemException problem;

    /** What is asked from time to time while bytes come. */
    private static final class Guard {
        private static final long EVERY_MILLIS = 300_000;

        private final InstantSource clock;
        private final Runnable check;
        private long askedAt;

        private Guard(InstantSource clock, Runnable check) {
            this.clock = clock;
            this.check = check;
            this.askedAt = clock.millis();
        }

        private void ask() {
            long now = clock.millis();
            if (now - askedAt >= EVERY_MILLIS) {
                check.run();
                askedAt = now;
            }
        }
    }

    PieceBody(InputStream body, long size) {
        this.in = body;
        this.size = size;
    }

    /**
     * From here on it is asked every five minutes whether anybody waits for the piece yet.
     *
     * @param check throws a {@link ProblemException} when nobody does
     */
    void guard(InstantSource clock, Runnable check) {
        this.guard = new Guard(clock, check);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            int read = in.read(buffer, offset, length);
            seen += Math.max(read, 0);
            if (seen > size || (read < 0 && seen < size)) {
                throw new Problem.Incomplete(
                                "The piece was announced with "
                                        + size
                                        + " bytes and has "
                                        + (seen > size ? "more" : "only " + seen)
                                        + ". Nothing was stored; send it again.")
                        .asException();
            }
            if (guard != null) {
                guard.ask();
            }
            return read;
        } catch (ProblemException e) {
            problem = e;
            throw e;
        }
    }

    /** What is wrong with the bytes; null when nothing is. */
    @Nullable ProblemException problem() {
        return problem;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

package dev.storeward.store.stream;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of an answer, held to its length: it ends there, and one that ends sooner fails. Belongs
 * to one thread.
 */
public final class SizedBody extends BulkStream {
    private final InputStream stream;
    private final Ending ending;
    private long left;
    private boolean closed;

    /** What closing a body does. */
    @FunctionalInterface
    public interface Ending {
        /**
         * Called once.
         *
         * @param left how many bytes were not read
         */
        void close(long left) throws IOException;
    }

    public SizedBody(InputStream stream, long length, Ending ending) {
        this.stream = stream;
        this.left = length;
        this.ending = ending;
    }

    /**
     * A body that ends with its answer.
     *
     * @param answer closed with the body
     */
    public SizedBody(InputStream stream, long length, Closeable answer) {
        this(stream, length, _ -> answer.close());
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int got = stream.read(target, offset, (int) Math.min(length, left));
        if (got < 0) {
            throw new EOFException("The object's body ended " + left + " bytes early");
        }
        left -= got;
        return got;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            ending.close(left);
        }
    }
}

package dev.storeward.store.stream;

import dev.storeward.store.Content;
import dev.storeward.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/**
 * A content being read by a store, held to its word: a body that ends before its declared length,
 * goes on behind it, or fails while it is read throws {@link StoreException} {@code CORRUPT} from
 * {@code read}. Belongs to one thread.
 */
public final class CheckedBody extends BulkStream {
    private final InputStream stream;
    private final OptionalLong declared;
    private long count;

    private CheckedBody(InputStream stream, OptionalLong declared) {
        this.stream = stream;
        this.declared = declared;
    }

    /**
     * Opens the content from its beginning.
     *
     * @throws StoreException {@code CORRUPT} when it cannot be opened
     */
    public static CheckedBody open(Content content) {
        try {
            return new CheckedBody(content.open(), content.length());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** How many bytes were read so far. */
    public long count() {
        return count;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int got;
        try {
            got = stream.read(target, offset, length);
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (got > 0) {
            count += got;
        }
        if (declared.isPresent()) {
            requireLength(got, declared.getAsLong());
        }
        return got;
    }

    private void requireLength(int got, long expected) {
        if (got < 0 && count < expected) {
            throw new StoreException(
                    StoreException.Code.CORRUPT,
                    "The body was declared with "
                            + expected
                            + " bytes and ended after "
                            + count
                            + ".");
        }
        if (count > expected) {
            throw new StoreException(
                    StoreException.Code.CORRUPT, "The body goes on behind its declared length.");
        }
    }

    /**
     * Fills as much of the array as the body still has.
     *
     * @return how many bytes were read; fewer than asked for only at the end, which has then been
     *     checked
     */
    @Override
    public int readNBytes(byte[] target, int offset, int length) {
        int filled = 0;
        while (filled < length) {
            int got = read(target, offset + filled, length - filled);
            if (got < 0) {
                break;
            }
            filled += got;
        }
        return filled;
    }

    /** Reads on to the end, which must be here: a byte more is a body longer than declared. */
    public void requireEnd() {
        if (read(new byte[1], 0, 1) >= 0) {
            throw new StoreException(
                    StoreException.Code.CORRUPT, "The body goes on behind its declared length.");
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private static StoreException unreadable(IOException cause) {
        return new StoreException(
                StoreException.Code.CORRUPT, "The body could not be read to its end.", cause);
    }
}

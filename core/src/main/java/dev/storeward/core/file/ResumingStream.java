package dev.storeward.core.file;

import dev.storeward.store.ByteRange;
import dev.storeward.store.StoreException;
import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.UnaryOperator;

/**
 * The stored bytes of a file. When the bucket breaks off, or the object has moved, the row is read
 * again and reading goes on at the same offset, provided that the bytes there are the same: at most
 * {@value #TRIES} times a stream.
 */
final class ResumingStream extends BulkStream {
    private static final int TRIES = 3;

    private final ByteRange.Slice range;
    private final Opener opener;
    private final UnaryOperator<ReadableFile> look;
    private ReadableFile readable;
    private InputStream stream;
    private long done;
    private int failures;

    /** Opens the stored bytes from an offset. */
    interface Opener {
        InputStream open(ReadableFile readable, long offset, long length);
    }

    /** Opens at once, with the same second chances as a read. */
    ResumingStream(
            ReadableFile readable,
            ByteRange.Slice range,
            Opener opener,
            UnaryOperator<ReadableFile> look) {
        this.readable = readable;
        this.range = range;
        this.opener = opener;
        this.look = look;
        this.stream = openOrResume(false);
    }

    /**
     * @param begun whether bytes were read before; a bucket that is away from the start is not
     *     waited for again and again, for nobody has begun to read
     */
    private InputStream openOrResume(boolean begun) {
        while (true) {
            try {
                return opener.open(readable, range.offset() + done, range.length() - done);
            } catch (StoreException e) {
                boolean worthwhile =
                        e.code() == StoreException.Code.NOT_FOUND
                                || (begun && e.code().retryable());
                if (!worthwhile || ++failures > TRIES) {
                    throw e;
                }
                lookAgain(e);
            }
        }
    }

    private void lookAgain(Throwable cause) {
        ReadableFile now = look.apply(readable);
        if (!now.sameBytesAs(readable)) {
            throw new StoreException(
                    StoreException.Code.NOT_FOUND,
                    "The file was replaced while it was read.",
                    cause);
        }
        readable = now;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (done < range.length()) {
            try {
                int count =
                        stream.read(buffer, offset, (int) Math.min(length, range.length() - done));
                if (count > 0) {
                    done += count;
                    return count;
                }
                resume(new IOException("the object ended before its end"));
            } catch (IOException e) {
                resume(e);
            }
        }
        return -1;
    }

    private void resume(IOException cause) throws IOException {
        close();
        if (++failures > TRIES) {
            throw cause;
        }
        try {
            lookAgain(cause);
            stream = openOrResume(true);
        } catch (StoreException e) {
            e.addSuppressed(cause);
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}

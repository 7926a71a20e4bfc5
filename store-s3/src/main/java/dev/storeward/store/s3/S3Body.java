package dev.storeward.store.s3;

import dev.storeward.store.s3.wire.WireAnswer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of an answer, held to its length. Closed early it gives up the connection rather than
 * read what nobody wants, unless so little is left that reading it is cheaper.
 */
final class S3Body extends InputStream {
    private static final long WORTH_READING = 64 << 10;

    private final WireAnswer answer;
    private final InputStream stream;
    private long left;
    private boolean closed;

    S3Body(WireAnswer answer, long length) throws IOException {
        this.answer = answer;
        this.stream = answer.body();
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
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
        if (closed) {
            return;
        }
        closed = true;
        if (left > WORTH_READING) {
            answer.close();
        } else {
            stream.close();
        }
    }
}

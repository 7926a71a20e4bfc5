package dev.storeward.store.azure;

import com.azure.core.http.HttpResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer, held to its length; closing it frees the connection. */
final class AzureBody extends InputStream {
    private final HttpResponse answer;
    private final InputStream stream;
    private long left;

    AzureBody(HttpResponse answer, long length) {
        this.answer = answer;
        this.stream = answer.getBodyAsInputStreamSync();
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
    public void close() {
        answer.close();
    }
}

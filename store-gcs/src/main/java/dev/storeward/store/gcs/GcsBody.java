package dev.storeward.store.gcs;

import com.google.api.client.http.HttpResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer, held to its length. */
final class GcsBody extends InputStream {
    private final HttpResponse response;
    private final InputStream stream;
    private long left;

    GcsBody(HttpResponse response, long length) throws IOException {
        InputStream content = response.getContent();
        this.response = response;
        this.stream = content == null ? InputStream.nullInputStream() : content;
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
        response.disconnect();
    }
}

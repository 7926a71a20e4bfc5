package dev.storeward.core.upload.body;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Counts and hashes what passes. */
public final class DigestedStream extends FilterInputStream {
    private final MessageDigest digest;
    private long count;

    public DigestedStream(InputStream stream, MessageDigest digest) {
        super(stream);
        this.digest = digest;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read > 0) {
            digest.update(buffer, offset, read);
            count += read;
        }
        return read;
    }

    /** Bytes read so far. */
    public long count() {
        return count;
    }

    /** Of what was read; to be asked once, at the end. */
    public byte[] digest() {
        return digest.digest();
    }
}

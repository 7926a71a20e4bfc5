package dev.storeward.core.upload.body;

import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Counts and hashes what passes. */
public final class DigestedStream extends BulkStream {
    private final InputStream in;
    private final MessageDigest digest;
    private long count;

    public DigestedStream(InputStream stream, MessageDigest digest) {
        this.in = stream;
        this.digest = digest;
    }

    @Override
    public void close() throws IOException {
        in.close();
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

package dev.storeward.core.file;

import java.io.InputStream;

/**
 * Plaintext on its way to a client. Belongs to one thread; the caller closes the stream. A read
 * that throws means that the rest cannot be had, or is not what was stored: the client must not
 * take what it has for the whole.
 *
 * @param offset where the stream begins in the file
 * @param length how many bytes it holds
 */
public record Download(StoredFile file, long offset, long length, InputStream stream) {

    /** Closes the stream; how that ends changes nothing of what was read. */
    public void end() {
        Downloads.closeQuietly(stream);
    }
}

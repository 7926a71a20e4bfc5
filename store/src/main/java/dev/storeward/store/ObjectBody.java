package dev.storeward.store;

import java.io.IOException;
import java.io.InputStream;

/**
 * An object, or a part of one, being read. Belongs to one thread; closing it early frees the
 * connection.
 *
 * @param info describes the whole object
 * @param offset where the stream begins in the object
 * @param length how many bytes the stream holds; a stream that ends sooner throws {@link
 *     IOException}
 */
public record ObjectBody(ObjectInfo info, long offset, long length, InputStream stream)
        implements AutoCloseable {
    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            // Nothing is lost: the reader is done, and the connection is dropped by the failed
            // close itself.
        }
    }
}

package dev.storeward.client.files;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;

/**
 * The bytes of a file as they come. Belongs to one thread; closing it ends the download.
 *
 * @param size how many bytes there will be
 * @param etag with its quotes
 */
public record Download(InputStream bytes, long size, String contentType, String etag)
        implements AutoCloseable {

    static Download of(InputStream bytes, HttpHeaders headers) {
        return new Download(
                bytes,
                headers.firstValueAsLong("Content-Length").orElse(0),
                headers.firstValue("Content-Type").orElse(""),
                headers.firstValue("ETag").orElse(""));
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}

package dev.storeward.core.upload.body;

import java.io.InputStream;

/** The bytes of an upload, and what may be said after them. */
public interface UploadBody {
    /** Read once, to its end; an early end throws. */
    InputStream stream();

    /**
     * Called when the stream is at its end: reads what follows the bytes in the request.
     *
     * @return the category's wire name where one followed, else empty
     */
    String trailingCategory();

    /**
     * Whether the client has gone, so that nobody hears what becomes of its file. Takes nothing of
     * the stream. Any thread may ask while none reads the stream, until the upload has ended.
     */
    boolean abandoned();
}

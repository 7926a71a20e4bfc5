package dev.storeward.core.upload.body;

import dev.storeward.core.file.FileProperties;
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
     * Called when the stream is at its end: what its client keeps with the file, and asks to be
     * told of it.
     */
    default Kept kept() {
        return Kept.NOTHING;
    }

    /**
     * What is kept with a file.
     *
     * @param md5 of the bytes that were read, in hexadecimal digits; empty when nobody asked
     */
    record Kept(String md5, FileProperties properties) {
        public static final Kept NOTHING = new Kept("", FileProperties.NONE);
    }

    /**
     * Whether the client has gone, so that nobody hears what becomes of its file. Takes nothing of
     * the stream. Any thread may ask while none reads the stream, until the upload has ended.
     */
    boolean abandoned();
}

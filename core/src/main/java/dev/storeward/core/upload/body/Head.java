package dev.storeward.core.upload.body;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;

/**
 * The first bytes of a body: all of a small one, enough of a large one to tell what it is.
 *
 * @param complete whether the body ended within them
 */
public record Head(byte[] bytes, int length, boolean complete) {
    private static final int FIRST_LOOK = 16 << 10;

    /** Most bodies are small: the whole room is taken only for those that are not. */
    public static Head read(InputStream body) throws IOException {
        byte[] bytes = new byte[FIRST_LOOK];
        int length = body.readNBytes(bytes, 0, bytes.length);
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, UploadLimits.SMALL_BYTES + 1);
            length += body.readNBytes(bytes, length, bytes.length - length);
        }
        return new Head(bytes, length, length < bytes.length);
    }

    /** The size of a body that ended here, else -1. */
    public long knownSize() {
        return complete ? length : -1;
    }

    /** The size, known or announced; -1 when neither. */
    public long size(SizeEstimate announced) {
        return complete || announced.likely() < 0
                ? knownSize()
                : Math.max(length, announced.likely());
    }

    /** What to charge, now that these bytes are known. */
    public SizeEstimate estimate(SizeEstimate announced) {
        return complete
                ? SizeEstimate.exact(length)
                : new SizeEstimate(
                        Math.max(length, announced.likely()), Math.max(length, announced.least()));
    }

    public InputStream followedBy(InputStream rest) {
        InputStream first = new ByteArrayInputStream(bytes, 0, length);
        return complete ? first : new SequenceInputStream(first, rest);
    }
}

package dev.storeward.core.upload.body;

import dev.storeward.core.Problem;
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
    private static final int FIRST_ROOM = 1 << 10;

    /**
     * Waits for the first 16 KiB of a body, or its end. Who sends nothing costs next to no memory.
     */
    public static Head begin(InputStream body) {
        byte[] bytes = new byte[FIRST_ROOM];
        int length = filled(bytes, 0, body);
        while (length == bytes.length && length < FIRST_LOOK) {
            bytes = Arrays.copyOf(bytes, 4 * bytes.length);
            length = filled(bytes, length, body);
        }
        return new Head(bytes, length, length < bytes.length);
    }

    /** Most bodies are small: the whole room is taken only for those that are not. */
    public Head goOn(InputStream body) {
        if (complete) {
            return this;
        }
        byte[] more = Arrays.copyOf(bytes, UploadLimits.SMALL_BYTES + 1);
        int read = filled(more, length, body);
        return new Head(more, read, read < more.length);
    }

    /** How many bytes there are now. */
    private static int filled(byte[] bytes, int length, InputStream body) {
        try {
            return length + body.readNBytes(bytes, length, bytes.length - length);
        } catch (IOException e) {
            throw new Problem.Incomplete(
                            "The body ended before its end. Nothing was stored; send the file again.")
                    .asException(e);
        }
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

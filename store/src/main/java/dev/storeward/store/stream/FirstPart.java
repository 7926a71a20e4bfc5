package dev.storeward.store.stream;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The beginning of a body that goes in one request where it fits a buffer, else in parts.
 *
 * @param buffer filled from its beginning; as large as a part unless it holds the whole body
 * @param filled how many bytes of it are the body's
 * @param whole whether that is all of the body, whose end has then been checked
 */
public record FirstPart(byte[] buffer, int filled, boolean whole) {

    /** A body is read in pieces of this size until its length shows. */
    private static final int FIRST = 256 << 10;

    /**
     * Reads until the part is full or the body ends.
     *
     * @param declared the body's length where it is known, which bounds the buffer
     * @param part the size of a part
     */
    public static FirstPart of(CheckedBody body, OptionalLong declared, int part) {
        byte[] buffer = new byte[(int) Math.min(part, declared.orElse(FIRST))];
        int filled = body.readNBytes(buffer, 0, buffer.length);
        while (declared.isEmpty() && filled == buffer.length && filled < part) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(part, buffer.length * 4L));
            filled += body.readNBytes(buffer, filled, buffer.length - filled);
        }
        boolean whole = declared.isPresent() ? filled == declared.getAsLong() : filled < part;
        if (whole && declared.isPresent()) {
            body.requireEnd();
        }
        return new FirstPart(buffer, filled, whole);
    }
}

package dev.storeward.server.http.request;

import java.util.Arrays;

/**
 * What stands between the parts of a form. It is sought by Horspool's rule, which looks at one byte
 * in many, because a form's bytes are mostly a file's. Immutable.
 */
final class Delimiter {
    private final byte[] bytes;
    private final int[] shifts = new int[256];

    Delimiter(byte[] bytes) {
        this.bytes = bytes.clone();
        Arrays.fill(shifts, bytes.length);
        for (int i = 0; i < bytes.length - 1; i++) {
            shifts[bytes[i] & 0xff] = bytes.length - 1 - i;
        }
    }

    int length() {
        return bytes.length;
    }

    /** Where it first begins within a part of a buffer; -1 when it does not lie in it whole. */
    int indexIn(byte[] buffer, int from, int to) {
        int last = bytes.length - 1;
        byte end = bytes[last];
        int at = from + last;
        while (at < to) {
            byte seen = buffer[at];
            if (seen == end && Arrays.equals(buffer, at - last, at + 1, bytes, 0, bytes.length)) {
                return at - last;
            }
            at += shifts[seen & 0xff];
        }
        return -1;
    }
}

package dev.storeward.core.root;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The order of keys and addresses: that of their UTF-8 bytes, which is the database's. */
public final class KeyOrder {
    /** Put behind a text it is the next in the order: no text holds NUL. */
    public static final String NEXT = "\u0001";

    private KeyOrder() {}

    /** The first text behind all that begin with a prefix, in the order of their bytes. */
    public static String behind(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next =
                        last + 1 == Character.MIN_SURROGATE
                                ? Character.MAX_SURROGATE + 1
                                : last + 1;
                return prefix.substring(0, end) + Character.toString(next);
            }
        }
        throw new IllegalArgumentException("nothing lies behind a folder of the last character");
    }

    /** In the order of the UTF-8 bytes, which is the database's. */
    public static int compare(String one, String other) {
        return Arrays.compareUnsigned(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}

package dev.storeward.store;

import java.nio.charset.StandardCharsets;

/**
 * The name of an object inside a bucket: 1 to 1024 bytes of UTF-8, segments separated by {@code /},
 * none of them empty, {@code .} or {@code ..}, no control characters and no backslash, so that
 * every store, a folder too, can hold it.
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {

    /** The longest key in bytes of UTF-8; the limit of S3 and GCS. */
    public static final int MAX_BYTES = 1024;

    /**
     * @throws IllegalArgumentException when the value breaks a rule; the message says which
     */
    public ObjectKey {
        String problem = problemOf(value);
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** What is wrong with the value as a key, in words; empty when nothing is. */
    public static String problemOf(String value) {
        if (value.isEmpty()) {
            return "the key is empty";
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return "the key is longer than " + MAX_BYTES + " bytes";
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c) || c == '\\') {
                return "the key holds a control character or a backslash";
            }
            if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c)
                        && i + 1 < value.length()
                        && Character.isLowSurrogate(value.charAt(i + 1))) {
                    i++;
                } else {
                    return "the key holds half a surrogate pair";
                }
            }
        }
        for (String segment : value.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return "the key holds an empty, '.' or '..' segment";
            }
        }
        return "";
    }

    @Override
    public int compareTo(ObjectKey other) {
        return java.util.Arrays.compareUnsigned(
                value.getBytes(StandardCharsets.UTF_8),
                other.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return value;
    }
}

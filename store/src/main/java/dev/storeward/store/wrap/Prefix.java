package dev.storeward.store.wrap;

import dev.storeward.store.ObjectKey;
import dev.storeward.store.StoreException;
import java.nio.charset.StandardCharsets;

/**
 * The part of a bucket a backend lives in, by whole segments.
 *
 * @param value segments joined by {@code /} without one at either end; empty for the whole bucket
 */
public record Prefix(String value) {

    /**
     * The longest prefix in bytes of UTF-8 that a new backend or placement may have: both of them
     * and the longest address fit into one key.
     */
    public static final int MAX_BYTES = 160;

    /**
     * @throws StoreException {@code INVALID} when the value could not begin a key
     */
    public Prefix {
        if (!value.isEmpty()) {
            String problem = ObjectKey.problemOf(value);
            if (!problem.isEmpty()) {
                throw new StoreException(
                        StoreException.Code.INVALID,
                        "The prefix cannot begin an object's name: " + problem + ".");
            }
        }
    }

    /** The prefix as people write it, with or without a {@code /} at either end. */
    public static Prefix of(String text) {
        int from = text.startsWith("/") ? 1 : 0;
        int to = text.length() > from && text.endsWith("/") ? text.length() - 1 : text.length();
        return new Prefix(text.substring(from, to));
    }

    /** Whether a prefix leaves room for what comes behind it. */
    public static boolean leavesRoom(String prefix) {
        return prefix.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }

    public boolean isEmpty() {
        return value.isEmpty();
    }

    /**
     * The key inside the bucket.
     *
     * @throws StoreException {@code INVALID} when it becomes longer than a key may be
     */
    public ObjectKey apply(ObjectKey key) {
        if (isEmpty()) {
            return key;
        }
        try {
            return new ObjectKey(value + "/" + key.value());
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    StoreException.Code.INVALID,
                    "With the prefix of this backend, " + e.getMessage() + ".",
                    e);
        }
    }

    /** What every key inside the bucket begins with; empty for the whole bucket. */
    public String start() {
        return isEmpty() ? "" : value + "/";
    }

    /** The key without the prefix, which it must begin with. */
    public ObjectKey remove(ObjectKey key) {
        return isEmpty() ? key : new ObjectKey(key.value().substring(start().length()));
    }
}

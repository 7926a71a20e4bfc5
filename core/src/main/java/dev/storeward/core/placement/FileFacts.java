package dev.storeward.core.placement;

import dev.storeward.core.file.Category;

/**
 * What is known of a file when its place is chosen.
 *
 * @param size bytes; -1 when the end is not known yet
 * @param least bytes it has at any rate
 * @param contentType as its bytes tell it, in lower case; empty when unknown
 * @param regionHint as the client sent it, in lower case; empty for none
 */
public record FileFacts(
        long size, long least, String contentType, Category category, String regionHint) {

    /** A file of a known size, or of an unknown one when it is -1. */
    public static FileFacts of(
            long size, String contentType, Category category, String regionHint) {
        return new FileFacts(size, Math.max(0, size), contentType, category, regionHint);
    }

    boolean sizeKnown() {
        return size >= 0;
    }
}

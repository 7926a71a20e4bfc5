package dev.storeward.store;

import java.util.List;

/**
 * Uploads in parts. The caller keeps the upload id before it sends the first part, so that an
 * upload left behind by a crash can be found and aborted. Safe for use by several threads, also for
 * one upload.
 */
public interface MultipartUploads {

    /** The smallest size of a part in bytes; the last part may be smaller. */
    long minimumPartSize();

    /**
     * Whether {@link #complete} refuses, with {@code INVALID}, a part that was sent once more
     * since, whose tag is another: then several may send parts of one upload and nothing of theirs
     * is mixed up. Parts may then be contents that are read once, too.
     */
    default boolean comparesTags() {
        return false;
    }

    /** The greatest number of parts of one upload. */
    int maximumParts();

    /**
     * Begins an upload; {@link PutOptions#ifAbsent()} is applied by {@link #complete} where the
     * store honours it.
     */
    String start(ObjectKey key, PutOptions options);

    /**
     * Sends one part.
     *
     * @param number 1 to {@link #maximumParts()}
     * @param content of known length; sent again on a retry only when reopenable
     */
    Part upload(ObjectKey key, String uploadId, int number, Content content);

    /** Makes the object visible from its parts, which are in ascending order. */
    ObjectInfo complete(ObjectKey key, String uploadId, List<Part> parts, PutOptions options);

    /**
     * Ends an upload and frees its parts. An upload that does not exist (any more) is a success.
     */
    void abort(ObjectKey key, String uploadId);

    /** The ids of the uploads of exactly this key that were neither completed nor aborted. */
    List<String> pending(ObjectKey key);

    /** A part the store has taken, with the store's tag for it. */
    record Part(int number, String tag) {}
}

package dev.storeward.core.migration.engine;

import dev.storeward.core.object.ObjectIntent;
import dev.storeward.store.ObjectKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One file to be moved.
 *
 * @param listed the place it lay at when it was taken, by which it is found while it waits
 * @param from where its bytes lie now; null when the file is gone
 * @param revived where they lay before and still do, for a rollback; null when there is no such
 *     object
 * @param attempts made before this one
 * @param lastReason why the last one failed; null for none
 */
record Task(
        UUID fileId,
        String address,
        long size,
        UUID listed,
        @Nullable Stored from,
        @Nullable Stored revived,
        int attempts,
        Outcome.@Nullable Reason lastReason) {

    /** Whether it goes back to where it lay, and nothing is read where it lies. */
    boolean isBack() {
        return revived != null && lastReason != Outcome.Reason.NOT_THERE;
    }

    /**
     * An object with the digest of its stored bytes.
     *
     * @param format how its bytes are stored
     * @param size bytes as stored
     */
    record Stored(
            UUID objectId,
            UUID contentId,
            UUID location,
            ObjectKey key,
            int format,
            long size,
            byte[] sha256) {}

    /**
     * A task whose turn comes.
     *
     * @param copy of which a row is committed; null when nothing is to be copied
     * @param begunAt when that row was committed, in this node's milliseconds
     */
    record Ready(Task task, Stored from, @Nullable ObjectIntent copy, long begunAt) {}
}

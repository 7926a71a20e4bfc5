package dev.storeward.core.migration.engine;

import dev.storeward.core.object.ObjectIntent;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What came of one file. */
sealed interface Outcome {
    Task task();

    /**
     * Its bytes lie at the new place, read back and compared.
     *
     * @param token of the copy's row; null when an earlier object was found again
     */
    record Verified(
            Task task,
            UUID fromObject,
            UUID toObject,
            UUID toLocation,
            String toKey,
            @Nullable UUID token)
            implements Outcome {}

    /** It need not move. */
    record Skipped(Task task, String code, String message) implements Outcome {}

    /**
     * It could not be moved.
     *
     * @param copy the row of its copy; null for none
     * @param sent whether something may lie at the target
     * @param again whether another attempt may succeed
     * @param ofPlace whether the place is to blame and not the file
     */
    record Failed(
            Task task,
            @Nullable ObjectIntent copy,
            boolean sent,
            String code,
            String message,
            boolean again,
            boolean ofPlace)
            implements Outcome {}

    /** It was left because the migration, or this process, stops. */
    record Left(Task task, @Nullable ObjectIntent copy, boolean sent) implements Outcome {}
}

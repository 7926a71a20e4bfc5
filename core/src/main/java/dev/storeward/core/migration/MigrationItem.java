package dev.storeward.core.migration;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One file of a migration.
 *
 * @param objectName the file's address; empty when it is gone
 * @param attempts how often it was tried
 * @param code why it failed or was skipped; empty otherwise
 * @param endedAt when it was verified and moved, skipped, or given up; null while it waits
 */
public record MigrationItem(
        UUID fileId,
        String objectName,
        State state,
        long size,
        int attempts,
        String code,
        String message,
        @Nullable Instant endedAt) {

    /** What became of a file. */
    public enum State {
        WAITING,
        MIGRATED,
        SKIPPED,
        FAILED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

package dev.storeward.core.migration;

import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.placement.StorageKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A move of a tenant's files to another backend, as it stands.
 *
 * @param sourceBackendId the backend whose files move; null when all that are not at the target do
 * @param sourceKind whose place it was where most of the bytes lay
 * @param rollbackOf the migration this one undoes; null when it undoes none
 * @param grace how long the source's objects stay after the move of their file
 * @param keepSource whether they stay for good
 * @param trouble what stands in the way now, or why it failed; null for nothing
 */
public record Migration(
        UUID id,
        UUID tenantId,
        State state,
        @Nullable UUID sourceBackendId,
        StorageKind sourceKind,
        UUID targetBackendId,
        StorageKind targetKind,
        @Nullable UUID rollbackOf,
        MigrationProgress progress,
        MigrationLimits limits,
        Duration grace,
        boolean keepSource,
        @Nullable Trouble trouble,
        String reason,
        Instant startedAt,
        @Nullable Instant completedAt,
        String initiatedByEmail) {

    /**
     * No object is purged sooner after its file has moved, whatever grace period was asked for: who
     * looked the old place up a moment ago still finds it.
     */
    public static final Duration LEAST_GRACE = Duration.ofSeconds(60);

    /** How far a migration is. */
    public enum State {
        PENDING,
        IN_PROGRESS,
        COMPLETED,
        COMPLETED_WITH_ERRORS,
        FAILED,
        CANCELLED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether files may still move. */
        public boolean open() {
            return switch (this) {
                case PENDING, IN_PROGRESS -> true;
                case COMPLETED, COMPLETED_WITH_ERRORS, FAILED, CANCELLED -> false;
            };
        }
    }

    /**
     * What keeps a migration from going on.
     *
     * @param code of the store, in lower case
     * @param message a sentence without secrets
     */
    public record Trouble(String code, String message, Instant since) {}
}

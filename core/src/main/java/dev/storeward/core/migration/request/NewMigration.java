package dev.storeward.core.migration.request;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A migration that is asked for.
 *
 * @param sourceBackendId only the files on this backend move; null for all that are not at the
 *     target
 * @param grace how long source objects stay after their file has moved; at least a minute is kept
 */
public record NewMigration(
        @Nullable UUID sourceBackendId,
        MigrationTarget target,
        MigrationLimits limits,
        Duration grace,
        String reason) {
    public static final Duration USUAL_GRACE = Duration.ofHours(24);

    /** Everything to a target, as usual. */
    public static NewMigration to(MigrationTarget target, String reason) {
        return new NewMigration(null, target, MigrationLimits.usual(), USUAL_GRACE, reason);
    }
}

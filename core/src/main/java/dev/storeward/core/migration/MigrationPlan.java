package dev.storeward.core.migration;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a migration would do.
 *
 * @param files as kept of the tenant's places, like the bytes; what moves is counted as it moves
 * @param requests to both ends together, about
 * @param duration null when neither a limit nor an earlier migration tells how fast it would be
 * @param blockers sentences that say what must be put right first; empty when it may start
 */
public record MigrationPlan(
        long files, long bytes, long requests, @Nullable Duration duration, List<String> blockers) {
    public MigrationPlan {
        blockers = List.copyOf(blockers);
    }
}

package dev.storeward.core.migration.request;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * New limits for a migration that runs, and a shorter grace period for any.
 *
 * @param bandwidth bytes a second; 0 takes the limit away; null leaves it
 * @param concurrency null leaves it
 * @param window null leaves it, unless {@code anyTime} takes it away
 * @param grace null leaves it; can only be shortened
 */
public record MigrationChange(
        @Nullable Long bandwidth,
        @Nullable Integer concurrency,
        @Nullable MigrationWindow window,
        boolean anyTime,
        @Nullable Duration grace) {

    /** Whether anything is asked for that only a migration that runs has. */
    public boolean limits() {
        return bandwidth != null || concurrency != null || window != null || anyTime;
    }
}

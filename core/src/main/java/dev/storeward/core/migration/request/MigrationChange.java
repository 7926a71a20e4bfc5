package dev.storeward.core.migration.request;

import org.jspecify.annotations.Nullable;

/**
 * New limits for a migration that runs.
 *
 * @param bandwidth bytes a second; 0 takes the limit away; null leaves it
 * @param concurrency null leaves it
 * @param window null leaves it, unless {@code anyTime} takes it away
 */
public record MigrationChange(
        @Nullable Long bandwidth,
        @Nullable Integer concurrency,
        @Nullable MigrationWindow window,
        boolean anyTime) {}

package dev.storeward.core.migration.request;

import org.jspecify.annotations.Nullable;

/**
 * How hard a migration may work; each can be changed while it runs.
 *
 * @param bandwidth bytes a second read from the source over all nodes; null for no limit
 * @param concurrency files moved at the same time over all nodes, 1 to {@value #MOST}
 * @param window the hours of the day it works in; null for all
 */
public record MigrationLimits(
        @Nullable Long bandwidth, int concurrency, @Nullable MigrationWindow window) {
    public static final int USUAL = 16;
    public static final int MOST = 64;

    public static MigrationLimits usual() {
        return new MigrationLimits(null, USUAL, null);
    }
}

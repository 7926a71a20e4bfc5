package dev.storeward.core.migration;

import java.util.Map;

/** The migrations of all tenants, counted by state. */
public record MigrationStatistics(Map<Migration.State, Long> byState, long bytesMigrated) {
    public MigrationStatistics {
        byState = Map.copyOf(byState);
    }
}

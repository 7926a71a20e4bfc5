package dev.storeward.server.api.platform;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The JSON bodies about the installation and its copies. */
final class InstallationJson {
    private InstallationJson() {}

    /** What an operator says a restored copy is. */
    record Release(@Nullable String as) {}

    record Status(
            UUID id,
            String state,
            String recordedAt,
            @Nullable String foundAt,
            @Nullable String since,
            @Nullable UUID copyOf,
            @Nullable UUID run,
            long frozenLocations,
            List<Frozen> frozen,
            long leftLocations) {}

    record Frozen(
            UUID locationId,
            String endpoint,
            String bucket,
            String prefix,
            UUID run,
            String since) {}
}

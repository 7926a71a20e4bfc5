package dev.storeward.server.api.platform;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The JSON bodies about the installation and its master key; none of them holds a key. */
final class InstallationJson {
    private InstallationJson() {}

    /** A rotation takes no fields. */
    record Rotate() {}

    record Status(
            String current,
            String state,
            @Nullable String target,
            List<Key> keys,
            Progress progress,
            List<Node> waitingFor,
            @Nullable String startedAt,
            @Nullable String switchedAt,
            @Nullable String endedAt) {}

    record Key(String id, @Nullable String createdAt, String state, long references) {}

    record Progress(long total, long rewrapped, long remaining, long unreadable) {}

    record Node(UUID id, String name, String startedAt) {}

    /** What an operator says a restored copy is. */
    record Release(@Nullable String as) {}

    record Installation(
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

package dev.storeward.server.api.platform;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The JSON bodies about the master key; none of them holds a key. */
final class KeyJson {
    private KeyJson() {}

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
}

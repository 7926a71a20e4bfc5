package dev.storeward.client.platform;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A registered bucket.
 *
 * @param settings those that are not secret
 * @param state {@code active}, {@code retired} or {@code forgotten}
 * @param checks of its last verification
 */
public record Backend(
        UUID id,
        String name,
        String connector,
        Map<String, Object> settings,
        String state,
        String health,
        List<Check> checks) {
    public Backend {
        settings = Map.copyOf(settings);
        checks = List.copyOf(checks);
    }

    /**
     * One thing that was tried.
     *
     * @param outcome {@code passed}, {@code failed} or {@code skipped}
     * @param remedy what to do when it failed
     */
    public record Check(
            String check,
            String outcome,
            String code,
            String message,
            String remedy,
            String field) {}
}

package dev.storeward.client.platform;

import java.util.Map;

/**
 * A bucket to register.
 *
 * @param connector one of those that {@code GET /connectors} tells, such as {@code s3}
 * @param settings by the connector's names; secrets too, so it is not told by {@link #toString}
 */
public record NewBackend(String name, String connector, Map<String, String> settings) {
    public NewBackend {
        settings = Map.copyOf(settings);
    }

    @Override
    public String toString() {
        return name + " " + connector;
    }
}

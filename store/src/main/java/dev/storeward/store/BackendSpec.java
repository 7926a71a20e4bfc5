package dev.storeward.store;

import java.util.Map;

/**
 * The open half of a backend: where it is, never a secret.
 *
 * @param connector the name of the connector that opens it
 * @param settings the values of the connector's fields that are not secret, by field name
 */
public record BackendSpec(String connector, Map<String, String> settings) {
    public BackendSpec {
        settings = Map.copyOf(settings);
    }

    /** The value of a field, empty when it was not given. */
    public String get(String field) {
        return settings.getOrDefault(field, "");
    }
}

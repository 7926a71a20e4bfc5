package dev.storeward.store.connector;

import java.util.Map;

/**
 * The open half of a backend: where it is, never a secret.
 *
 * @param connector the name of the connector that opens it
 * @param settings the values of the connector's fields that are not secret, by field name
 * @param profile what the place was proven to do; a setting of the registrar goes before it
 */
public record BackendSpec(String connector, Map<String, String> settings, Profile profile) {
    public BackendSpec {
        settings = Map.copyOf(settings);
    }

    /** A place that was not asked yet. */
    public BackendSpec(String connector, Map<String, String> settings) {
        this(connector, settings, Profile.unknown());
    }

    /** The value of a field, empty when it was not given. */
    public String get(String field) {
        return settings.getOrDefault(field, "");
    }

    /** The same place with what it was proven to do. */
    public BackendSpec with(Profile proven) {
        return new BackendSpec(connector, settings, proven);
    }
}

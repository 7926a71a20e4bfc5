package dev.storeward.store.connector;

import dev.storeward.store.Secret;
import java.util.Map;

/** The secret half of a backend: the values of its connector's secret fields, by field name. */
public record Credential(Map<String, Secret> values) {
    public Credential {
        values = Map.copyOf(values);
    }

    public static Credential none() {
        return new Credential(Map.of());
    }

    /** The secret of a field, empty when the field was not given. */
    public Secret get(String field) {
        return values.getOrDefault(field, Secret.of(""));
    }
}

package dev.storeward.core.backend.registry;

import dev.storeward.store.Secret;
import java.util.Map;

/**
 * A backend to be registered; checked by {@link Backends#register}.
 *
 * @param name {@code [a-z0-9][a-z0-9._-]{0,62}}, unique among the tenant's active backends; empty:
 *     one is made of the display name
 * @param displayName a name for people of at most 255 characters, which need not be unique; may be
 *     empty when there is a name
 * @param connector the name of a connector
 * @param values the connector's fields by name, secret ones too
 * @param verify whether the place must prove itself before anything is stored
 */
public record NewBackend(
        String name,
        String displayName,
        String connector,
        Map<String, Secret> values,
        boolean verify) {
    public NewBackend {
        values = Map.copyOf(values);
    }

    /** A backend that programs call by its name. */
    public NewBackend(String name, String connector, Map<String, Secret> values, boolean verify) {
        this(name, "", connector, values, verify);
    }

    /** A backend that people call by its name. */
    public static NewBackend displayed(
            String displayName, String connector, Map<String, Secret> values) {
        return new NewBackend("", displayName, connector, values, true);
    }
}

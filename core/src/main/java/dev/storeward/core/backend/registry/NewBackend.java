package dev.storeward.core.backend.registry;

import dev.storeward.store.Secret;
import java.util.Map;

/**
 * A backend to be registered; checked by {@link Backends#register}.
 *
 * @param name {@code [a-z0-9][a-z0-9._-]{0,62}}, unique among the tenant's active backends
 * @param connector the name of a connector
 * @param values the connector's fields by name, secret ones too
 * @param verify whether the place must prove itself before anything is stored
 */
public record NewBackend(
        String name, String connector, Map<String, Secret> values, boolean verify) {
    public NewBackend {
        values = Map.copyOf(values);
    }
}

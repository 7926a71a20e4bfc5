package dev.storeward.core.backend.registry;

import dev.storeward.store.Secret;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be different about a backend; what is not named stays.
 *
 * @param name by the rule of {@link NewBackend#name}
 * @param values fields of its connector, secret ones too; an empty value takes a field away
 */
public record BackendChange(Optional<String> name, Map<String, Secret> values) {
    public BackendChange {
        values = Map.copyOf(values);
    }
}

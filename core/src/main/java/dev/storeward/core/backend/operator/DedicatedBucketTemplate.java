package dev.storeward.core.backend.operator;

import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Credential;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Where the operator has buckets for single tenants made.
 *
 * @param common what all of them have in common
 * @param field the setting that tells them apart, such as {@code bucket}
 * @param start what its value begins with; the tenant's whole id follows, so that no two collide
 * @param credential the operator's, which may make buckets
 */
public record DedicatedBucketTemplate(
        BackendSpec common, String field, String start, Credential credential) {

    BackendSpec of(UUID tenantId) {
        Map<String, String> settings = new HashMap<>(common.settings());
        settings.put(field, start + tenantId);
        return new BackendSpec(common.connector(), settings);
    }
}

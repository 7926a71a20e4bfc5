package dev.storeward.core.backend;

import dev.storeward.core.db.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to open the store of a backend, as read together with the row that needs it.
 *
 * @param tenantId null for the operator's own backends
 * @param settings the open half of its specification, as JSON
 * @param profile what it was proven to do, as JSON
 * @param credentialVersion which of its credentials is in force
 * @param revision goes up when its settings or profile change
 */
public record BackendAccess(
        UUID backendId,
        @Nullable UUID tenantId,
        String name,
        String connector,
        String settings,
        String profile,
        int credentialVersion,
        int revision) {

    /** The joined backend; null when no backend reaches the location any more. */
    public static @Nullable BackendAccess of(Row row) {
        UUID id = row.uuidOrNull("b_id");
        return id == null
                ? null
                : new BackendAccess(
                        id,
                        row.uuidOrNull("b_tenant_id"),
                        row.text("b_name"),
                        row.text("b_connector"),
                        row.text("b_settings"),
                        row.text("b_profile"),
                        Math.toIntExact(row.number("b_version")),
                        Math.toIntExact(row.number("b_revision")));
    }
}

package dev.storeward.core.backend;

import dev.storeward.core.db.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which store is needed, as read together with the row that needs it: enough to find it opened.
 * What opens it is read once, by {@link SpecSource}.
 *
 * @param tenantId null for the operator's own backends
 * @param credentialVersion which of its credentials is in force
 * @param revision goes up when its settings or profile change
 */
public record BackendAccess(
        UUID backendId,
        @Nullable UUID tenantId,
        String name,
        String connector,
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
                        Math.toIntExact(row.number("b_version")),
                        Math.toIntExact(row.number("b_revision")));
    }
}

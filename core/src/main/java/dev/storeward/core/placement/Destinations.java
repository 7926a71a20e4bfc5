package dev.storeward.core.placement;

import dev.storeward.core.db.Sql;
import java.util.Optional;
import java.util.UUID;

/** Which backends a tenant's files may lie on, by whose place it is. */
public final class Destinations {
    private Destinations() {}

    /** Whose place a backend is for a tenant; empty for one that is none of its business. */
    public static Optional<StorageKind> kindOf(Sql sql, UUID tenantId, UUID backendId) {
        return sql.first(
                """
                SELECT CASE WHEN tenant_id = ? THEN 'own' WHEN name = 'shared' THEN 'shared'
                            ELSE 'dedicated' END AS kind
                FROM backend
                WHERE id = ?
                  AND (tenant_id = ? OR (tenant_id IS NULL AND (name = 'shared' OR dedicated_to = ?)))
                """,
                row -> row.constant("kind", StorageKind.class),
                tenantId,
                backendId,
                tenantId,
                tenantId);
    }

    /**
     * The backend that takes a tenant's new files of a kind; of its own the one that is its
     * configured default.
     */
    public static Optional<UUID> of(Sql sql, UUID tenantId, StorageKind kind) {
        return switch (kind) {
            case SHARED ->
                    sql.first(
                            "SELECT id FROM backend WHERE tenant_id IS NULL AND name = 'shared'"
                                    + " AND state = 'active'",
                            row -> row.uuid("id"));
            case DEDICATED ->
                    sql.first(
                            "SELECT id FROM backend WHERE tenant_id IS NULL AND dedicated_to = ?"
                                    + " AND state = 'active'",
                            row -> row.uuid("id"),
                            tenantId);
            case OWN ->
                    sql.first(
                            "SELECT b.id FROM placement p JOIN backend b ON b.id = p.backend_id"
                                    + " WHERE p.tenant_id = ? AND b.tenant_id = p.tenant_id"
                                    + " AND b.state = 'active'",
                            row -> row.uuid("id"),
                            tenantId);
        };
    }
}

package dev.storeward.core.placement;

import dev.storeward.core.db.Sql;
import java.util.Optional;
import java.util.UUID;

/**
 * The rows of placements, and the backends they may name: a tenant's own and the operator's. Each
 * method is one statement.
 */
final class PlacementTable {
    private PlacementTable() {}

    static Optional<Placement> find(Sql sql, UUID tenantId) {
        return sql.first(
                """
                SELECT backend_id, path_prefix, object_keys, rules::text AS rules, version
                FROM placement WHERE tenant_id = ?
                """,
                row ->
                        new Placement(
                                row.uuidOrNull("backend_id"),
                                row.text("path_prefix"),
                                row.constant("object_keys", Placement.ObjectKeys.class),
                                RuleJson.read(row.text("rules")),
                                row.number("version")),
                tenantId);
    }

    /**
     * Replaces a placement as a whole.
     *
     * @param prefix the path prefix in the form that is kept
     */
    static void update(Sql sql, UUID tenantId, NewPlacement asked, String prefix) {
        sql.update(
                """
                UPDATE placement SET backend_id = ?, path_prefix = ?, object_keys = ?, rules = ?,
                       version = version + 1, updated_at = sw_now()
                WHERE tenant_id = ?
                """,
                asked.backendId(),
                prefix,
                asked.objectKeys(),
                new Sql.Json(RuleJson.write(asked.rules())),
                tenantId);
    }

    /** Whether a backend takes files of the tenant, and does so until the transaction ends. */
    static boolean takes(Sql sql, UUID tenantId, UUID backendId) {
        return sql.first(
                        """
                        SELECT 1 FROM backend
                        WHERE id = ? AND state = 'active' AND (tenant_id = ? OR dedicated_to = ?) FOR SHARE
                        """,
                        row -> true,
                        backendId,
                        tenantId,
                        tenantId)
                .isPresent();
    }

    static Optional<StorageKind> kindOf(Sql sql, UUID tenantId, UUID backendId) {
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

    /** The operator's backend for all. */
    static Optional<UUID> shared(Sql sql) {
        return sql.first(
                "SELECT id FROM backend WHERE tenant_id IS NULL AND name = 'shared'"
                        + " AND state = 'active'",
                row -> row.uuid("id"));
    }

    /** The operator's backend for this tenant alone. */
    static Optional<UUID> dedicated(Sql sql, UUID tenantId) {
        return sql.first(
                "SELECT id FROM backend WHERE tenant_id IS NULL AND dedicated_to = ?"
                        + " AND state = 'active'",
                row -> row.uuid("id"),
                tenantId);
    }

    /** The tenant's own backend that its new files go to by default. */
    static Optional<UUID> own(Sql sql, UUID tenantId) {
        return sql.first(
                "SELECT b.id FROM placement p JOIN backend b ON b.id = p.backend_id"
                        + " WHERE p.tenant_id = ? AND b.tenant_id = p.tenant_id"
                        + " AND b.state = 'active'",
                row -> row.uuid("id"),
                tenantId);
    }
}

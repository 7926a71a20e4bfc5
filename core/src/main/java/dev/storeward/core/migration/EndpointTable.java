package dev.storeward.core.migration;

import dev.storeward.core.backend.BackendAccess;
import dev.storeward.core.backend.BackendAccessTable;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.Endpoints.End;
import dev.storeward.core.migration.Endpoints.Share;
import dev.storeward.core.placement.StorageKind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of backends as ends of migrations. Each method is one statement. */
final class EndpointTable {
    private static final String SELECT =
            """
            SELECT place.id, place.location_id, place.state, place.proven, place.name, l.bucket,
                   l.left_to IS NOT NULL AS left_to_another,
                   CASE WHEN place.tenant_id IS NOT NULL THEN 'own'
                        WHEN place.dedicated_to IS NOT NULL THEN 'dedicated' ELSE 'shared' END AS kind,
                   place.id AS b_id, place.tenant_id AS b_tenant_id, place.name AS b_name,
                   place.connector AS b_connector, place.credential_version AS b_version,
                   place.revision AS b_revision
            FROM backend place JOIN location l ON l.id = place.location_id
            """;

    private static final String REACHABLE =
            " (place.tenant_id = ? OR place.dedicated_to = ?"
                    + " OR (place.tenant_id IS NULL AND place.name = 'shared'))";

    private EndpointTable() {}

    static Optional<End> find(Sql sql, UUID tenantId, UUID backendId) {
        return sql.first(
                SELECT + " WHERE place.id = ? AND" + REACHABLE,
                EndpointTable::end,
                backendId,
                tenantId,
                tenantId);
    }

    /**
     * The backend that reaches the place of a backend now: the same one, or one that was registered
     * for the place since.
     */
    static Optional<End> usable(Sql sql, UUID tenantId, UUID backendId) {
        return sql.first(
                SELECT
                        + """
                        JOIN backend named ON named.location_id = place.location_id
                        WHERE named.id = ? AND place.state IN ('active', 'retired') AND
                        """
                        + REACHABLE
                        + " ORDER BY (place.state = 'active') DESC, (place.id = named.id) DESC,"
                        + " place.created_at DESC LIMIT 1",
                EndpointTable::end,
                backendId,
                tenantId,
                tenantId);
    }

    /** The operator's backend for all. */
    static Optional<End> shared(Sql sql) {
        return sql.first(
                SELECT
                        + " WHERE place.tenant_id IS NULL AND place.dedicated_to IS NULL"
                        + " AND place.name = 'shared' AND place.state = 'active'",
                EndpointTable::end);
    }

    /** The operator's backend for this tenant alone. */
    static Optional<End> dedicated(Sql sql, UUID tenantId) {
        return sql.first(
                SELECT + " WHERE place.dedicated_to = ? AND place.state = 'active'",
                EndpointTable::end,
                tenantId);
    }

    /** The tenant's own backend that its new files go to by default. */
    static Optional<End> own(Sql sql, UUID tenantId) {
        return sql.first(
                SELECT
                        + " JOIN placement p ON p.backend_id = place.id AND p.tenant_id = ?"
                        + " WHERE place.tenant_id = p.tenant_id AND place.state = 'active'",
                EndpointTable::end,
                tenantId);
    }

    /**
     * How much is to move, by place, the most bytes first: as it is kept, so that a few rows tell
     * it of millions of files.
     *
     * @param source null for every place but the target
     */
    static List<Share> shares(Sql sql, UUID tenantId, @Nullable UUID source, UUID target) {
        return sql.list(
                """
                SELECT place.location_id, place.files, place.bytes, l.bucket, access.b_id
                FROM (SELECT kept.location_id, sum(kept.files)::bigint AS files,
                             sum(kept.bytes)::bigint AS bytes
                      FROM (SELECT location_id, files, bytes FROM place_base WHERE tenant_id = ?
                            UNION ALL
                            SELECT location_id, files, bytes FROM place_delta WHERE tenant_id = ?) kept
                      WHERE kept.location_id <> ? AND kept.location_id = coalesce(?, kept.location_id)
                      GROUP BY kept.location_id HAVING sum(kept.files) > 0) place
                JOIN location l ON l.id = place.location_id
                """
                        + BackendAccessTable.JOIN
                        + " ORDER BY place.bytes DESC, place.location_id LIMIT 1000",
                row ->
                        new Share(
                                row.uuid("location_id"),
                                row.number("files"),
                                row.number("bytes"),
                                row.uuidOrNull("b_id"),
                                row.text("bucket")),
                tenantId,
                tenantId,
                target,
                source);
    }

    /** Lets a retired backend take files again, for a rollback to it. */
    static void revive(Sql sql, UUID backendId) {
        sql.update(
                "UPDATE backend SET state = 'active', updated_at = sw_now() WHERE id = ? AND state = 'retired'",
                backendId);
    }

    private static End end(Row row) {
        String state = row.text("state");
        return new End(
                row.uuid("id"),
                row.uuid("location_id"),
                row.constant("kind", StorageKind.class),
                row.text("name"),
                state.equals("active"),
                state.equals("retired"),
                row.flag("proven"),
                row.flag("left_to_another"),
                row.text("bucket"),
                Objects.requireNonNull(BackendAccess.of(row)));
    }
}

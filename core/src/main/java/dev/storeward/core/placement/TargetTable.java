package dev.storeward.core.placement;

import dev.storeward.core.backend.BackendAccess;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads where a new file goes. While a migration of the tenant is open, what would go to its source
 * goes to its target, however the source was chosen.
 */
final class TargetTable {
    private static final String TARGET =
            """
            SELECT place.location_id, l.endpoint, l.bucket, l.prefix, l.left_to, p.path_prefix, p.object_keys, p.version,
                   p.rules::text AS rules, chosen.id AS chosen_id, m.id AS migration_id,
                   CASE WHEN chosen.dedicated_to IS NULL THEN chosen.name ELSE 'dedicated' END AS chosen_name,
                   place.id AS b_id, place.tenant_id AS b_tenant_id,
                   CASE WHEN place.dedicated_to IS NULL THEN place.name ELSE 'dedicated' END AS b_name,
                   place.connector AS b_connector, place.credential_version AS b_version,
                   place.revision AS b_revision
            FROM placement p LEFT JOIN backend chosen ON chosen.state = 'active' AND %s
            LEFT JOIN migration m ON m.tenant_id = p.tenant_id AND m.state IN ('pending', 'in_progress')
              AND m.target_location_id <> chosen.location_id
              AND (m.source_location_id IS NULL OR m.source_location_id = chosen.location_id)
            LEFT JOIN backend place ON place.state = 'active'
              AND place.id = coalesce(m.target_backend_id, chosen.id)
            LEFT JOIN location l ON l.id = place.location_id
            WHERE p.tenant_id = ?
            """;
    private static final String IS_SHARED =
            "(SELECT id FROM backend WHERE tenant_id IS NULL AND name = 'shared' AND state = 'active')";
    private static final String BY_DEFAULT =
            TARGET.formatted(
                    "coalesce(chosen.dedicated_to, p.tenant_id) = p.tenant_id AND chosen.id = coalesce(p.backend_id, "
                            + IS_SHARED
                            + ")");
    private static final String SHARED = TARGET.formatted("chosen.id = " + IS_SHARED);
    private static final String BY_ID =
            TARGET.formatted(
                    "(chosen.tenant_id = p.tenant_id OR chosen.tenant_id IS NULL"
                            + " AND (chosen.name = 'shared' OR chosen.dedicated_to = p.tenant_id)) AND chosen.id = ?");
    private static final String NAMED =
            """
            SELECT id FROM backend
            WHERE state = 'active' AND (tenant_id = ? AND name = ?
              OR tenant_id IS NULL AND CASE ? WHEN 'shared' THEN name = 'shared'
                                              WHEN 'dedicated' THEN dedicated_to = ? ELSE false END)
            ORDER BY tenant_id NULLS LAST LIMIT 1
            """;

    private static final String PUBLIC_AZURE = ".blob.core.windows.net";

    /** Connectors whose buckets others know by the same name. */
    private static final Set<String> CLOUDS = Set.of("s3", "gcs", "azure");

    private TargetTable() {}

    /**
     * What a placement says.
     *
     * @param rules as they are kept
     * @param chosen the backend that was asked for; null when it takes no files
     * @param target null when no file can go there
     * @param migrationId what sends files from the chosen backend to the target; null for nothing
     */
    record Found(
            String rules,
            long version,
            Explanation.@Nullable Named chosen,
            @Nullable UploadTarget target,
            @Nullable UUID migrationId) {}

    /** The placement with its default's target; empty without such a tenant. */
    static Optional<Found> byDefault(Sql sql, UUID tenantId) {
        return sql.first(BY_DEFAULT, TargetTable::found, tenantId);
    }

    /**
     * A backend of the tenant's or the operator's.
     *
     * @param backendId null for the shared one
     */
    static Optional<Found> byId(Sql sql, UUID tenantId, @Nullable UUID backendId) {
        return backendId == null
                ? sql.first(SHARED, TargetTable::found, tenantId)
                : sql.first(BY_ID, TargetTable::found, backendId, tenantId);
    }

    /** The active backend of a name, the tenant's own before the operator's shared or dedicated. */
    static Optional<UUID> named(Sql sql, UUID tenantId, String name) {
        return sql.first(NAMED, row -> row.uuid("id"), tenantId, name, name, tenantId);
    }

    private static Found found(Row row) {
        UUID chosenId = row.uuidOrNull("chosen_id");
        long version = row.number("version");
        return new Found(
                row.text("rules"),
                version,
                chosenId == null ? null : new Explanation.Named(chosenId, row.text("chosen_name")),
                target(row, version),
                row.uuidOrNull("migration_id"));
    }

    /** Empty for an address inside the operator's network, which is nobody else's to know. */
    private static String told(BackendAccess access, String endpoint) {
        return access.tenantId() != null
                        || !access.connector().equals("azure")
                        || endpoint.endsWith(PUBLIC_AZURE)
                ? endpoint
                : "";
    }

    private static @Nullable UploadTarget target(Row row, long version) {
        BackendAccess access = BackendAccess.of(row);
        return access == null
                ? null
                : new UploadTarget(
                        access,
                        row.uuid("location_id"),
                        told(access, row.text("endpoint")),
                        CLOUDS.contains(access.connector()) ? row.text("bucket") : access.name(),
                        row.text("prefix"),
                        row.text("path_prefix"),
                        row.constant("object_keys", Placement.ObjectKeys.class),
                        version,
                        row.uuidOrNull("left_to"));
    }
}

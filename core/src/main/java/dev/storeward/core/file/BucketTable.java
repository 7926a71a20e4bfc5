package dev.storeward.core.file;

import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.UUID;

/** Reads backends as the buckets that users see. */
final class BucketTable {
    private BucketTable() {}

    static List<Bucket> ofTenant(Sql sql, UUID tenantId) {
        return sql.list(
                """
                SELECT CASE WHEN dedicated_to IS NULL THEN name ELSE 'dedicated' END AS name,
                       location_id, created_at FROM backend
                WHERE state = 'active' AND (tenant_id = ?
                  OR (tenant_id IS NULL AND (name = 'shared' OR dedicated_to = ?)))
                ORDER BY tenant_id NULLS LAST, name LIMIT 1000
                """,
                row ->
                        new Bucket(
                                row.text("name"), row.uuid("location_id"), row.time("created_at")),
                tenantId,
                tenantId);
    }
}

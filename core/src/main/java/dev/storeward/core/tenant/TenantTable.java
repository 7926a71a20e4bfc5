package dev.storeward.core.tenant;

import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

final class TenantTable {
    private static final String SELECT =
            "SELECT id, number, slug, name, plan, quota_bytes, external_id, created_at FROM tenant ";

    private TenantTable() {}

    static Tenant insert(Sql sql, UUID id, UUID externalId, NewTenant made, Plan plan) {
        Tenant tenant =
                sql.one(
                        """
                        INSERT INTO tenant (id, slug, name, plan, quota_bytes, external_id,
                                            created_at)
                        VALUES (?, ?, ?, ?, ?, ?, sw_now())
                        RETURNING id, number, slug, name, plan, quota_bytes, external_id, created_at
                        """,
                        TenantTable::tenant,
                        id,
                        made.slug(),
                        made.name(),
                        plan,
                        made.quotaBytes(),
                        externalId);
        sql.update(
                "INSERT INTO usage (tenant_id, limit_bytes) VALUES (?, ?)",
                id,
                tenant.quotaBytes());
        sql.update("INSERT INTO placement (tenant_id, updated_at) VALUES (?, sw_now())", id);
        return tenant;
    }

    static Optional<Tenant> find(Sql sql, UUID id) {
        return sql.first(SELECT + "WHERE id = ?", TenantTable::tenant, id);
    }

    static Optional<Plan> plan(Sql sql, UUID id) {
        return sql.first(
                "SELECT plan FROM tenant WHERE id = ?",
                row -> row.constant("plan", Plan.class),
                id);
    }

    static Optional<Tenant> lock(Sql sql, UUID id) {
        return sql.first(SELECT + "WHERE id = ? FOR UPDATE", TenantTable::tenant, id);
    }

    static List<Tenant> list(Sql sql, UUID after, int limit) {
        return sql.list(
                SELECT + "WHERE id > ? ORDER BY id LIMIT ?", TenantTable::tenant, after, limit);
    }

    static void update(Sql sql, Tenant tenant) {
        sql.update(
                "UPDATE tenant SET name = ?, plan = ?, quota_bytes = ? WHERE id = ?",
                tenant.name(),
                tenant.plan(),
                tenant.quotaOverride(),
                tenant.id());
        sql.update(
                "UPDATE usage SET limit_bytes = ? WHERE tenant_id = ?",
                tenant.quotaBytes(),
                tenant.id());
    }

    /**
     * What keeps a tenant from being deleted; each number is cut at one above {@code most}. Objects
     * count while they are written, or until the sweeper has removed them once where it can still
     * reach them: what lies where no backend leads any more is out of reach for ever, and what a
     * migration was told to keep stays.
     */
    record Remains(long files, long backends, long objects) {}

    static Remains remains(Sql sql, UUID id, int most) {
        // In the order in which a change of the placement locks them.
        sql.first("SELECT 1 FROM placement WHERE tenant_id = ? FOR UPDATE", row -> true, id);
        // Whoever charges the usage row makes an object in the same statement: with the row locked
        // none can appear.
        sql.first("SELECT 1 FROM usage WHERE tenant_id = ? FOR UPDATE", row -> true, id);
        return sql.one(
                """
                SELECT (SELECT count(*) FROM
                         (SELECT FROM file WHERE tenant_id = ? LIMIT ?) f) AS files,
                       (SELECT count(*) FROM
                         (SELECT FROM backend WHERE tenant_id = ?
                           AND state IN ('active', 'retired') LIMIT ?) b) AS backends,
                       (SELECT count(*) FROM
                         (SELECT FROM object WHERE tenant_id = ? AND state = 'writing'
                           UNION ALL
                          SELECT FROM object o WHERE o.tenant_id = ? AND o.passes = 0
                             AND o.state IN ('doomed', 'purging') AND o.purge_after IS DISTINCT FROM 'infinity'
                             AND EXISTS (SELECT FROM backend b WHERE b.location_id = o.location_id
                                          AND b.state IN ('active', 'retired'))
                           LIMIT ?) o) AS objects
                """,
                row ->
                        new Remains(
                                row.number("files"), row.number("backends"), row.number("objects")),
                id,
                most + 1,
                id,
                most + 1,
                id,
                id,
                most + 1);
    }

    /** Deletes some of what is kept of a tenant's migrations; answers how many rows. */
    static int deleteItems(Sql sql, UUID id, int limit) {
        return sql.update(
                """
                DELETE FROM migration_item WHERE (tenant_id, migration_id, file_id) IN (
                  SELECT tenant_id, migration_id, file_id FROM migration_item WHERE tenant_id = ? LIMIT ?)
                """,
                id,
                limit);
    }

    /**
     * Deletes a tenant of which nothing remains, with its users, keys, forgotten backends and the
     * rows of objects that are gone or out of reach.
     */
    static void delete(Sql sql, UUID id) {
        sql.update("DELETE FROM placement WHERE tenant_id = ?", id);
        sql.update("DELETE FROM migration WHERE tenant_id = ?", id);
        // A bucket that was made for it is the operator's and nobody else's to use.
        sql.update("UPDATE backend SET state = 'retired' WHERE dedicated_to = ?", id);
        sql.update("DELETE FROM backend WHERE tenant_id = ?", id);
        sql.update("DELETE FROM object WHERE tenant_id = ?", id);
        sql.update("DELETE FROM count_delta WHERE tenant_id = ?", id);
        // An unused place may have changed hands: it goes back to the one who forgot it.
        sql.update(
                """
                UPDATE location l SET owner_tenant_id = b.tenant_id
                FROM backend b WHERE b.location_id = l.id AND l.owner_tenant_id = ?
                """,
                id);
        sql.update("DELETE FROM location WHERE owner_tenant_id = ?", id);
        sql.update("DELETE FROM app_user WHERE tenant_id = ?", id);
        sql.update("DELETE FROM tenant WHERE id = ?", id);
    }

    private static Tenant tenant(Row row) {
        return new Tenant(
                row.uuid("id"),
                row.number("number"),
                row.text("slug"),
                row.text("name"),
                row.constant("plan", Plan.class),
                row.numberOrNull("quota_bytes"),
                row.uuid("external_id"),
                row.time("created_at"));
    }
}

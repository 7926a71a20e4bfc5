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
        return sql.first(SELECT + "WHERE id = ? AND deleted_at IS NULL", TenantTable::tenant, id);
    }

    static Optional<Plan> plan(Sql sql, UUID id) {
        return sql.first(
                "SELECT plan FROM tenant WHERE id = ? AND deleted_at IS NULL",
                row -> row.constant("plan", Plan.class),
                id);
    }

    static Optional<Tenant> lock(Sql sql, UUID id) {
        return sql.first(
                SELECT + "WHERE id = ? AND deleted_at IS NULL FOR UPDATE", TenantTable::tenant, id);
    }

    static List<Tenant> list(Sql sql, UUID after, int limit) {
        return sql.list(
                SELECT + "WHERE id > ? AND deleted_at IS NULL ORDER BY id LIMIT ?",
                TenantTable::tenant,
                after,
                limit);
    }

    /**
     * As {@link #list}, those whose slug or name begins so; {@code %} and {@code _} are letters.
     */
    static List<Tenant> search(Sql sql, String beginning, UUID after, int limit) {
        String pattern = beginning.replaceAll("([\\\\%_])", "\\\\$1") + "%";
        return sql.list(
                SELECT
                        + """
                        WHERE (slug LIKE ? OR lower(name) LIKE lower(?))
                          AND id > ? AND deleted_at IS NULL ORDER BY id LIMIT ?
                        """,
                TenantTable::tenant,
                pattern,
                pattern,
                after,
                limit);
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
     * What keeps a tenant from being deleted; each number is cut at one above {@code most}. A
     * backend that was retired does not: it goes when the sweeper needs it no more.
     */
    record Remains(long files, long backends, long uploads) {}

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
                           AND state = 'active' LIMIT ?) b) AS backends,
                       (SELECT count(*) FROM
                         (SELECT FROM object WHERE tenant_id = ? AND state = 'writing'
                            AND session_id IS NULL LIMIT ?) o) AS uploads
                """,
                row ->
                        new Remains(
                                row.number("files"), row.number("backends"), row.number("uploads")),
                id,
                most + 1,
                id,
                most + 1,
                id,
                most + 1);
    }

    /**
     * Makes a tenant of which nothing remains nobody's: without its usage and placement nothing is
     * stored for it, without its slug another may have that.
     */
    static void markDeleted(Sql sql, UUID id) {
        sql.update("DELETE FROM placement WHERE tenant_id = ?", id);
        sql.update("DELETE FROM usage WHERE tenant_id = ?", id);
        OriginTable.forget(sql, id);
        // A bucket that was made for it is the operator's and nobody else's to use.
        sql.update("UPDATE backend SET state = 'retired' WHERE dedicated_to = ?", id);
        // No slug has a colon.
        sql.update(
                "UPDATE tenant SET deleted_at = sw_now(), slug = 'deleted:' || id WHERE id = ?",
                id);
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

package dev.storeward.core.quota;

import dev.storeward.core.db.Sql;
import java.util.UUID;

/** What tenants are charged, and how many files they have. Each method is one statement. */
final class UsageTable {
    private UsageTable() {}

    static Usage find(Sql sql, UUID tenantId) {
        return sql.one(
                """
                SELECT u.charged
                       - (SELECT coalesce(sum(o.charged), 0) FROM object o
                          WHERE o.tenant_id = u.tenant_id AND o.state = 'writing') AS used,
                       u.limit_bytes,
                       (SELECT coalesce(sum(b.files), 0) FROM count_base b WHERE b.tenant_id = u.tenant_id)
                       + (SELECT coalesce(sum(d.files), 0) FROM count_delta d
                          WHERE d.tenant_id = u.tenant_id) AS files,
                       (SELECT r.counted_at FROM recount r WHERE r.tenant_id = u.tenant_id) AS counted_at
                FROM usage u WHERE u.tenant_id = ?
                """,
                row ->
                        new Usage(
                                row.number("used"),
                                row.number("limit_bytes"),
                                row.number("files"),
                                row.timeOrNull("counted_at")),
                tenantId);
    }

    /** Subtracts a drift; what was charged and refunded since it was found stays. */
    static void subtract(Sql sql, UUID tenantId, long drift) {
        sql.update(
                "UPDATE usage SET charged = greatest(0, charged - ?) WHERE tenant_id = ?",
                drift,
                tenantId);
    }

    /** Waits until everything that was committed asynchronously before is flushed. */
    static void flush(Sql sql) {
        sql.first("SELECT pg_logical_emit_message(false, 'storeward', '', true)", row -> true);
    }

    /** Folds counts that were appended, one after the other; answers how many it took. */
    static int fold(Sql sql, int limit) {
        return Math.toIntExact(
                sql.one(
                        """
                        WITH taken AS (
                          DELETE FROM count_delta WHERE (tenant_id, id) IN (
                            SELECT tenant_id, id FROM count_delta LIMIT ? FOR UPDATE SKIP LOCKED)
                          RETURNING tenant_id, user_id, category, files, bytes),
                        folded AS (
                          INSERT INTO count_base (tenant_id, user_id, category, files, bytes)
                          SELECT tenant_id, user_id, category, sum(files), sum(bytes) FROM taken
                          GROUP BY tenant_id, user_id, category
                          ORDER BY tenant_id, user_id, category
                          ON CONFLICT (tenant_id, user_id, category) DO UPDATE
                          SET files = count_base.files + excluded.files,
                              bytes = count_base.bytes + excluded.bytes)
                        SELECT count(*) AS taken FROM taken
                        """,
                        row -> row.number("taken"),
                        limit));
    }
}

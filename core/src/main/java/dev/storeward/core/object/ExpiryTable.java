package dev.storeward.core.object;

import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.UUID;

/**
 * Writes whose node is silent or whose lease has ended, but for those of sessions, which any node
 * goes on with. Each method is one statement.
 */
final class ExpiryTable {
    private static final String LATE =
            """
            o.state = 'writing' AND o.session_id IS NULL
              AND (o.deadline < sw_now() OR n.id IS NULL
                   OR n.heartbeat_at < sw_now() - interval '30 seconds')
            """;

    private ExpiryTable() {}

    /** The tenants that have such writes; waits for no lock. */
    static List<UUID> tenants(Sql sql, int limit) {
        return sql.list(
                "SELECT DISTINCT o.tenant_id FROM object o LEFT JOIN node n ON n.id = o.node_id WHERE "
                        + LATE
                        + " LIMIT ?",
                row -> row.uuid("tenant_id"),
                limit);
    }

    /** Takes the tenant's usage row without waiting; false when somebody else holds it. */
    static boolean lockUsageNow(Sql sql, UUID tenantId) {
        return sql.first(
                        "SELECT 1 FROM usage WHERE tenant_id = ? FOR UPDATE SKIP LOCKED",
                        row -> true,
                        tenantId)
                .isPresent();
    }

    /**
     * Takes the tenant's usage row, if there is one.
     *
     * @throws dev.storeward.core.db.DatabaseException {@code BUSY} when somebody else holds it
     *     longer than that
     */
    static void lockUsage(Sql sql, UUID tenantId, long millis) {
        sql.one("SELECT set_config('lock_timeout', ?, true) AS set", row -> true, millis + "ms");
        sql.first("SELECT 1 FROM usage WHERE tenant_id = ? FOR UPDATE", row -> true, tenantId);
    }

    /**
     * Dooms and refunds some of a tenant's; answers how many. Waits for no object's lock, so that
     * it may be called with the usage row held, which others lock after their objects.
     */
    static int expire(Sql sql, UUID tenantId, int limit) {
        return sql.one(
                """
                WITH late AS (
                  SELECT o.tenant_id, o.id FROM object o LEFT JOIN node n ON n.id = o.node_id
                  WHERE o.tenant_id = ? AND
                """
                        + LATE
                        + """
                          LIMIT ? FOR UPDATE OF o SKIP LOCKED),
                        o AS (UPDATE object SET state = 'doomed', purge_after = sw_now()
                              FROM late WHERE object.tenant_id = late.tenant_id AND object.id = late.id
                              RETURNING object.charged),
                        u AS (UPDATE usage SET charged = charged - (SELECT coalesce(sum(charged), 0) FROM o)
                              WHERE tenant_id = ? AND EXISTS (SELECT FROM o))
                        SELECT count(*) AS expired FROM o
                        """,
                row -> Math.toIntExact(row.number("expired")),
                tenantId,
                limit,
                tenantId);
    }
}

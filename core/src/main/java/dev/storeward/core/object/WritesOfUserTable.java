package dev.storeward.core.object;

import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.UUID;

/** The rows of a user's writes that are under way. Each method is one statement. */
final class WritesOfUserTable {
    private WritesOfUserTable() {}

    /** The tenants in which a user writes; looks through what all write now. */
    static List<UUID> tenants(Sql sql, UUID userId) {
        return sql.list(
                "SELECT DISTINCT tenant_id FROM object WHERE state = 'writing' AND user_id = ?",
                row -> row.uuid("tenant_id"),
                userId);
    }

    /**
     * Dooms and refunds some of a user's; answers how many. Objects come before the usage row, as
     * for who settles one of them, and in one order.
     */
    static int takeBack(Sql sql, UUID tenantId, UUID userId, int limit) {
        return sql.one(
                """
                WITH under_way AS (
                  SELECT tenant_id, id FROM object
                  WHERE tenant_id = ? AND state = 'writing' AND user_id = ?
                  ORDER BY id LIMIT ? FOR UPDATE),
                o AS (UPDATE object SET state = 'doomed', purge_after = sw_now()
                      FROM under_way w WHERE object.tenant_id = w.tenant_id AND object.id = w.id
                      RETURNING object.charged),
                u AS (UPDATE usage SET charged = charged - (SELECT coalesce(sum(charged), 0) FROM o)
                      WHERE tenant_id = ? AND EXISTS (SELECT FROM o))
                SELECT count(*) AS ended FROM o
                """,
                row -> Math.toIntExact(row.number("ended")),
                tenantId,
                userId,
                limit,
                tenantId);
    }
}

package dev.storeward.core.root;

import dev.storeward.core.db.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The roots that users made. */
final class RootTable {
    private RootTable() {}

    /** A root's row. */
    record Made(String name, Instant createdAt) {}

    static Optional<Made> find(Sql sql, UUID tenantId, UUID userId, String name) {
        return sql.first(
                "SELECT name, created_at FROM root WHERE tenant_id = ? AND user_id = ? AND name = ?",
                row -> new Made(row.text("name"), row.time("created_at")),
                tenantId,
                userId,
                name);
    }

    /** In the order of their names. */
    static List<Made> ofUser(Sql sql, UUID tenantId, UUID userId, int limit) {
        return sql.list(
                """
                SELECT name, created_at FROM root WHERE tenant_id = ? AND user_id = ?
                ORDER BY name LIMIT ?
                """,
                row -> new Made(row.text("name"), row.time("created_at")),
                tenantId,
                userId,
                limit);
    }

    static int count(Sql sql, UUID tenantId, UUID userId, int most) {
        return sql.one(
                """
                SELECT count(*) AS n FROM (SELECT FROM root WHERE tenant_id = ? AND user_id = ? LIMIT ?) made
                """,
                row -> Math.toIntExact(row.number("n")),
                tenantId,
                userId,
                most);
    }

    /** False when there is one of this name already. */
    static boolean insert(Sql sql, UUID tenantId, UUID userId, String name) {
        return sql.update(
                        """
                        INSERT INTO root (tenant_id, user_id, name, created_at)
                        VALUES (?, ?, ?, sw_now()) ON CONFLICT DO NOTHING
                        """,
                        tenantId,
                        userId,
                        name)
                == 1;
    }

    static boolean delete(Sql sql, UUID tenantId, UUID userId, String name) {
        return sql.update(
                        "DELETE FROM root WHERE tenant_id = ? AND user_id = ? AND name = ?",
                        tenantId,
                        userId,
                        name)
                == 1;
    }

    /** When a tenant was made. */
    static Instant tenantMade(Sql sql, UUID tenantId) {
        return sql.one(
                "SELECT created_at FROM tenant WHERE id = ?",
                row -> row.time("created_at"),
                tenantId);
    }
}

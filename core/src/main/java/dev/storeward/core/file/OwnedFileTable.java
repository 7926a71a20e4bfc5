package dev.storeward.core.file;

import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.UUID;

/** The rows of one user's files, taken by the batch. Each method is one statement. */
final class OwnedFileTable {
    private OwnedFileTable() {}

    /** The addresses of the newest files of a user. */
    static List<String> addresses(Sql sql, UUID tenantId, UUID userId, int limit) {
        return sql.list(
                """
                SELECT address FROM file WHERE tenant_id = ? AND user_id = ?
                ORDER BY uploaded_at DESC, id DESC LIMIT ?
                """,
                row -> row.text("address"),
                tenantId,
                userId,
                limit);
    }

    /** Moves the newest files of a user into another's folder; answers how many. */
    static int transfer(Sql sql, UUID tenantId, UUID fromUserId, UUID toUserId, int limit) {
        return Math.toIntExact(
                sql.one(
                        """
                        WITH folder AS (
                          SELECT 'organizations/' || t.number || '/files/' AS base,
                                 a.number::text AS from_number, b.number::text AS to_number
                          FROM tenant t, app_user a, app_user b
                          WHERE t.id = ? AND a.id = ? AND b.id = ?),
                        batch AS (
                          SELECT tenant_id, id FROM file WHERE tenant_id = ? AND user_id = ?
                          ORDER BY uploaded_at DESC, id DESC LIMIT ? FOR UPDATE),
                        moved AS (
                          UPDATE file f SET user_id = ?,
                                 address = base || to_number
                                           || substr(f.address, length(base || from_number) + 1)
                          FROM batch, folder
                          WHERE f.tenant_id = batch.tenant_id AND f.id = batch.id
                          RETURNING f.tenant_id, f.category, f.size),
                        counted AS (
                          INSERT INTO count_delta (tenant_id, user_id, category, files, bytes)
                          SELECT tenant_id, owner.id, category, owner.sign * count(*),
                                 owner.sign * sum(size)
                          FROM moved, (VALUES (?::uuid, -1), (?::uuid, 1)) AS owner (id, sign)
                          GROUP BY tenant_id, owner.id, owner.sign, category)
                        SELECT count(*) AS moved FROM moved
                        """,
                        row -> row.number("moved"),
                        tenantId,
                        fromUserId,
                        toUserId,
                        tenantId,
                        fromUserId,
                        limit,
                        toUserId,
                        fromUserId,
                        toUserId));
    }
}

package dev.storeward.core.idempotency;

import dev.storeward.core.access.Role;
import dev.storeward.core.db.Sql;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

final class IdempotencyTable {
    private IdempotencyTable() {}

    record Kept(
            String fingerprint,
            @Nullable Role role,
            @Nullable Long status,
            @Nullable String body) {}

    /** Inserts the claim, or takes over one that has expired or whose node is gone. */
    static boolean take(Sql sql, Claim claim, String fingerprint, UUID nodeId) {
        return sql.first(
                        """
                        INSERT INTO idempotency AS i
                          (user_id, scope, key, fingerprint, role, token, node_id, created_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, sw_now())
                        ON CONFLICT (user_id, scope, key) DO UPDATE SET
                          fingerprint = excluded.fingerprint, role = excluded.role, token = excluded.token,
                          node_id = excluded.node_id, created_at = excluded.created_at,
                          status = NULL, body = NULL
                        WHERE i.created_at < sw_now() - interval '24 hours'
                           OR (i.status IS NULL AND i.fingerprint = excluded.fingerprint
                               AND (i.created_at < sw_now() - interval '1 hour'
                                    OR (i.node_id <> excluded.node_id AND NOT EXISTS
                                         (SELECT 1 FROM node n WHERE n.id = i.node_id
                                           AND n.heartbeat_at > sw_now() - interval '30 s'))))
                        RETURNING token
                        """,
                        row -> true,
                        claim.userId(),
                        claim.scope(),
                        claim.key(),
                        fingerprint,
                        claim.role(),
                        claim.token(),
                        nodeId)
                .orElse(false);
    }

    static Optional<Kept> find(Sql sql, Claim claim) {
        return sql.first(
                """
                SELECT fingerprint, role, status, body FROM idempotency
                WHERE user_id = ? AND scope = ? AND key = ?
                """,
                row ->
                        new Kept(
                                row.text("fingerprint"),
                                row.textOrNull("role") == null
                                        ? null
                                        : row.constant("role", Role.class),
                                row.numberOrNull("status"),
                                row.textOrNull("body")),
                claim.userId(),
                claim.scope(),
                claim.key());
    }

    static boolean complete(Sql sql, Claim claim, int status, String body) {
        return sql.update(
                        """
                        UPDATE idempotency SET status = ?, body = ?
                        WHERE user_id = ? AND scope = ? AND key = ? AND token = ?
                          AND status IS NULL
                        """,
                        status,
                        body,
                        claim.userId(),
                        claim.scope(),
                        claim.key(),
                        claim.token())
                == 1;
    }

    static void release(Sql sql, Claim claim) {
        sql.update(
                """
                DELETE FROM idempotency
                WHERE user_id = ? AND scope = ? AND key = ? AND token = ? AND status IS NULL
                """,
                claim.userId(),
                claim.scope(),
                claim.key(),
                claim.token());
    }

    static int purge(Sql sql) {
        return sql.update(
                "DELETE FROM idempotency WHERE created_at < sw_now() - interval '24 hours'");
    }
}

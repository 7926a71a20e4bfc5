package dev.storeward.core.user;

import dev.storeward.core.access.KeyHash;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

final class KeyTable {
    private static final String COLUMNS = "id, user_id, name, prefix, created_at, expires_at";

    private KeyTable() {}

    /** Inserts a key; empty when it would have expired already. */
    static Optional<ApiKey> insert(Sql sql, UUID id, UUID userId, NewKey made, KeyHash hash) {
        return sql.first(
                "INSERT INTO api_key (id, user_id, name, prefix, hash, created_at, expires_at)"
                        + " SELECT ?, ?, ?, ?, ?, sw_now(), e.at"
                        + " FROM (SELECT ?::timestamptz AS at) e"
                        + " WHERE e.at IS NULL OR e.at > sw_now() RETURNING "
                        + COLUMNS,
                KeyTable::key,
                id,
                userId,
                made.name(),
                hash.prefix(),
                hash.sha256(),
                made.expiresAt());
    }

    static List<ApiKey> ofUser(Sql sql, UUID userId, UUID after, int limit) {
        return sql.list(
                "SELECT "
                        + COLUMNS
                        + " FROM api_key WHERE user_id = ? AND id > ? AND revoked_at IS NULL"
                        + " ORDER BY id LIMIT ?",
                KeyTable::key,
                userId,
                after,
                limit);
    }

    static Optional<ApiKey> lock(Sql sql, UUID id) {
        return sql.first(
                "SELECT "
                        + COLUMNS
                        + " FROM api_key WHERE id = ? AND revoked_at IS NULL FOR UPDATE",
                KeyTable::key,
                id);
    }

    static void revoke(Sql sql, UUID id) {
        sql.update("UPDATE api_key SET revoked_at = sw_now() WHERE id = ?", id);
    }

    /** The start's own keys. */
    static final class Bootstrap {
        private static final long LOCK = 0x73775f626f6f74L;

        private Bootstrap() {}

        /** Lets one start after the other look, until the transaction ends. */
        static void lock(Sql sql) {
            sql.first("SELECT pg_advisory_xact_lock(?)", row -> true, LOCK);
        }

        static boolean anyKeyOfSuperAdmins(Sql sql) {
            return sql.first(
                            """
                            SELECT 1 FROM api_key k JOIN app_user u ON u.id = k.user_id
                            WHERE u.tenant_id IS NULL AND u.disabled_at IS NULL
                              AND k.revoked_at IS NULL
                              AND (k.expires_at IS NULL OR k.expires_at > sw_now())
                            LIMIT 1
                            """,
                            row -> true)
                    .orElse(false);
        }

        static boolean has(Sql sql, UUID userId, KeyHash hash) {
            return sql.first(
                            """
                            SELECT 1 FROM api_key
                            WHERE bootstrap AND user_id = ? AND hash = ? AND revoked_at IS NULL
                            """,
                            row -> true,
                            userId,
                            hash.sha256())
                    .orElse(false);
        }

        static void replace(Sql sql, UUID id, UUID userId, KeyHash hash) {
            sql.update(
                    "UPDATE api_key SET revoked_at = sw_now()"
                            + " WHERE bootstrap AND revoked_at IS NULL");
            sql.update(
                    """
                    INSERT INTO api_key (id, user_id, name, prefix, hash, bootstrap, created_at)
                    VALUES (?, ?, 'first start', ?, ?, true, sw_now())
                    """,
                    id,
                    userId,
                    hash.prefix(),
                    hash.sha256());
        }
    }

    private static ApiKey key(Row row) {
        return new ApiKey(
                row.uuid("id"),
                row.uuid("user_id"),
                row.text("name"),
                row.text("prefix"),
                row.time("created_at"),
                row.timeOrNull("expires_at"));
    }
}

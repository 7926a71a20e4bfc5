package dev.storeward.core.user;

import dev.storeward.core.access.ChosenKey;
import dev.storeward.core.access.ChosenKeyTable;
import dev.storeward.core.access.KeyHash;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

final class KeyTable {
    private static final String COLUMNS =
            "id, user_id, kind, name, prefix, created_at, expires_at, issued_by";

    /** Of what is never sent: no key has it for its digest. */
    private static final byte[] NO_DIGEST = {};

    private KeyTable() {}

    /**
     * Inserts a key; empty when it would have expired already.
     *
     * @param issuedBy the key that makes it; null for none
     */
    static Optional<ApiKey> insert(
            Sql sql, UUID userId, NewKey made, KeyHash hash, @Nullable UUID issuedBy) {
        return insert(sql, userId, made, ApiKey.Kind.API, hash.prefix(), hash.sha256(), issuedBy);
    }

    /** As {@link #insert} for a key that signs; its secret is kept elsewhere. */
    static Optional<ApiKey> insertSigning(
            Sql sql, UUID userId, NewKey made, String accessKeyId, @Nullable UUID issuedBy) {
        return insert(sql, userId, made, ApiKey.Kind.SIGNING, accessKeyId, NO_DIGEST, issuedBy);
    }

    private static Optional<ApiKey> insert(
            Sql sql,
            UUID userId,
            NewKey made,
            ApiKey.Kind kind,
            String prefix,
            byte[] hash,
            @Nullable UUID issuedBy) {
        return sql.first(
                "INSERT INTO api_key"
                        + " (id, user_id, name, kind, prefix, hash, issued_by, created_at, expires_at)"
                        + " SELECT ?, ?, ?, ?, ?, ?, ?, sw_now(), e.at"
                        + " FROM (SELECT ?::timestamptz AS at) e"
                        + " WHERE e.at IS NULL OR e.at > sw_now() RETURNING "
                        + COLUMNS,
                KeyTable::key,
                Ids.next(),
                userId,
                made.name(),
                kind.wireName(),
                prefix,
                hash,
                issuedBy,
                made.expiresAt());
    }

    /** How many keys of a user can be used, counted up to a most. */
    static int usable(Sql sql, UUID userId, int most) {
        return sql.one(
                """
                SELECT count(*) AS n FROM (SELECT FROM api_key WHERE user_id = ? AND revoked_at IS NULL
                  AND coalesce(expires_at, 'infinity'::timestamptz) > sw_now() LIMIT ?) usable
                """,
                row -> Math.toIntExact(row.number("n")),
                userId,
                most);
    }

    /** How many keys of a tenant's users can be used, counted up to a most. */
    static int usableOfTenant(Sql sql, UUID tenantId, int most) {
        return sql.one(
                """
                SELECT count(*) AS n FROM (SELECT FROM app_user u JOIN api_key k ON k.user_id = u.id
                  WHERE u.tenant_id = ? AND u.disabled_at IS NULL AND k.revoked_at IS NULL
                  AND coalesce(k.expires_at, 'infinity'::timestamptz) > sw_now() LIMIT ?) usable
                """,
                row -> Math.toIntExact(row.number("n")),
                tenantId,
                most);
    }

    static List<ApiKey> ofUser(Sql sql, UUID userId, ApiKey.Kind kind, UUID after, int limit) {
        return sql.list(
                "SELECT "
                        + COLUMNS
                        + " FROM api_key WHERE user_id = ? AND kind = ? AND id > ? AND revoked_at IS NULL"
                        + " ORDER BY id LIMIT ?",
                KeyTable::key,
                userId,
                kind.wireName(),
                after,
                limit);
    }

    /** A key, ended or not. */
    static Optional<ApiKey> lock(Sql sql, UUID id) {
        return sql.first(
                "SELECT " + COLUMNS + " FROM api_key WHERE id = ? FOR UPDATE", KeyTable::key, id);
    }

    /** All keys of a user, ended ones too. */
    static List<UUID> idsOf(Sql sql, UUID userId) {
        return sql.list(
                "SELECT id FROM api_key WHERE user_id = ? ORDER BY id",
                row -> row.uuid("id"),
                userId);
    }

    /** Ends these keys alone; answers how many lived. */
    static int revoke(Sql sql, List<UUID> ids) {
        return sql.update(
                "UPDATE api_key SET revoked_at = sw_now() WHERE id = ANY (?::uuid[]) AND revoked_at IS NULL",
                ids);
    }

    /** Ends every link and upload address that a user gave out, with whichever key. */
    static void raiseLinkEpochs(Sql sql, UUID userId) {
        sql.update("UPDATE app_user SET link_epoch = link_epoch + 1 WHERE id = ?", userId);
        sql.update(
                "UPDATE api_key SET link_epoch = link_epoch + 1"
                        + " WHERE user_id = ? AND revoked_at IS NULL",
                userId);
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

        /** The key of an earlier start, where a release before kept it like one made by chance. */
        static Optional<UUID> ofHash(Sql sql, UUID userId, KeyHash hash) {
            return sql.first(
                    """
                    SELECT id FROM api_key
                    WHERE bootstrap AND user_id = ? AND hash = ? AND salt IS NULL AND revoked_at IS NULL
                    """,
                    row -> row.uuid("id"),
                    userId,
                    hash.sha256());
        }

        /** The chosen keys of earlier starts. */
        static List<ChosenKey> chosen(Sql sql, UUID userId) {
            return sql.list(
                    "SELECT "
                            + ChosenKeyTable.COLUMNS
                            + " FROM api_key WHERE bootstrap AND user_id = ? AND salt IS NOT NULL"
                            + " AND revoked_at IS NULL",
                    ChosenKeyTable::read,
                    userId);
        }

        /** The keys of starts that are not ended; one at most but for those of before. */
        static List<UUID> living(Sql sql) {
            return sql.list(
                    "SELECT id FROM api_key WHERE bootstrap AND revoked_at IS NULL ORDER BY id",
                    row -> row.uuid("id"));
        }

        static void insertChosen(Sql sql, UUID userId, ChosenKey kept) {
            sql.update(
                    """
                    INSERT INTO api_key
                      (id, user_id, name, prefix, hash, salt, rounds, sealed, bootstrap, created_at)
                    VALUES (?, ?, 'first start', '', ?, ?, ?, ?, true, sw_now())
                    """,
                    kept.keyId(),
                    userId,
                    kept.hash(),
                    kept.salt(),
                    kept.rounds(),
                    kept.sealed());
        }

        static void insert(Sql sql, UUID id, UUID userId, KeyHash hash) {
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
                row.constant("kind", ApiKey.Kind.class),
                row.text("name"),
                row.text("prefix"),
                row.time("created_at"),
                row.timeOrNull("expires_at"),
                row.uuidOrNull("issued_by"));
    }
}

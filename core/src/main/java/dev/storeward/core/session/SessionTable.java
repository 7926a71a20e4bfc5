package dev.storeward.core.session;

import dev.storeward.core.access.CallerTable;
import dev.storeward.core.access.KnownKey;
import dev.storeward.core.db.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Sessions with the keys they were begun with. Each method is one statement. */
final class SessionTable {
    private static final String LIVING =
            "SELECT s.id AS session_id, s.expires_at AS session_ends, "
                    + CallerTable.COLUMNS
                    + "FROM "
                    + CallerTable.KEYS
                    + "JOIN console_session s ON s.key_id = k.id"
                    + " WHERE s.digest = ? AND s.expires_at > sw_now() AND "
                    + CallerTable.USABLE;

    private SessionTable() {}

    /** A session that goes on, with its key. */
    record Living(UUID id, Instant endsAt, KnownKey key) {}

    /** The session of a token, where neither it nor its key nor its user has ended. */
    static Optional<Living> living(Sql sql, byte[] digest) {
        return sql.first(
                LIVING,
                row ->
                        new Living(
                                row.uuid("session_id"),
                                row.time("session_ends"),
                                CallerTable.known(row)),
                digest);
    }

    /** Ends with the key, where that ends sooner. */
    static Instant insert(Sql sql, UUID id, byte[] digest, UUID keyId, Duration lifetime) {
        return sql.one(
                """
                INSERT INTO console_session (id, digest, key_id, created_at, expires_at)
                SELECT ?, ?, k.id, sw_now(), least(k.expires_at, sw_now() + ? * interval '1 second')
                FROM api_key k WHERE k.id = ?
                RETURNING expires_at
                """,
                row -> row.time("expires_at"),
                id,
                digest,
                lifetime.toSeconds(),
                keyId);
    }

    static void delete(Sql sql, UUID id) {
        sql.update("DELETE FROM console_session WHERE id = ?", id);
    }

    /** Ends those of all keys of a user; answers how many went on. */
    static int deleteOfUser(Sql sql, UUID userId) {
        return Math.toIntExact(
                sql.one(
                        """
                        WITH gone AS (
                          DELETE FROM console_session WHERE key_id IN (
                            SELECT id FROM api_key WHERE user_id = ?)
                          RETURNING expires_at)
                        SELECT count(*) FILTER (WHERE expires_at > sw_now()) AS living FROM gone
                        """,
                        row -> row.number("living"),
                        userId));
    }

    /** Those that a user has, on whichever browser. */
    static int countOfUser(Sql sql, UUID userId) {
        return Math.toIntExact(
                sql.one(
                        """
                        SELECT count(*) AS living FROM console_session s JOIN api_key k ON k.id = s.key_id
                        WHERE k.user_id = ? AND k.revoked_at IS NULL AND s.expires_at > sw_now()
                        """,
                        row -> row.number("living"),
                        userId));
    }

    /** Removes some that are over, whoever had them. */
    static void deleteExpired(Sql sql, int limit) {
        sql.update(
                """
                DELETE FROM console_session WHERE id IN (
                  SELECT id FROM console_session WHERE expires_at <= sw_now()
                  ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED)
                """,
                limit);
    }
}

package dev.storeward.core.upload.session;

import dev.storeward.core.access.Authority;
import dev.storeward.core.access.AuthorityTable;
import dev.storeward.core.content.Piece;
import dev.storeward.core.db.Sql;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.object.ObjectIntent;
import dev.storeward.store.ObjectKey;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of pieces, and of attempts to send them. Each method is one statement. */
final class PieceTable {
    /** The object that a piece lies in by itself. */
    record Own(UUID id, ObjectKey key) {}

    /**
     * An attempt to send a piece.
     *
     * @param token the fence: only its holder may keep or drop the attempt
     * @param own null for a part of the bucket's own upload
     */
    record Attempt(
            HeldSession held, int number, long size, UUID token, UUID nodeId, @Nullable Own own) {}

    /**
     * What came of an attempt.
     *
     * @param tag the bucket's for a part; null for an object of the piece's own
     * @param type that its first bytes told; empty for none
     */
    record Sent(Piece piece, @Nullable String tag, String type, FileProperties properties) {}

    /** A piece with what the bucket needs to find it. */
    record Kept(
            Piece piece,
            @Nullable String tag,
            @Nullable ObjectKey ownKey,
            @Nullable String foundType,
            StoredPiece told) {}

    private PieceTable() {}

    /**
     * Charges a piece and writes its attempt, with an asynchronous commit: the caller takes {@link
     * dev.storeward.core.quota.Quotas#barrier} before the first byte leaves.
     *
     * @return false when it does not fit, or the session takes no pieces
     */
    static boolean announce(Sql sql, Attempt attempt, Authority authority) {
        ObjectIntent intent = attempt.held().intent();
        UploadSession session = attempt.held().session();
        Own own = attempt.own();
        UUID ownId = own == null ? null : own.id();
        return sql.update(
                        """
                        WITH x AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
                        o AS MATERIALIZED (
                          SELECT o.* FROM object o, x
                          WHERE o.tenant_id = ? AND o.id = ? AND o.token = ? AND o.state = 'writing'
                          FOR UPDATE OF o),
                        s AS MATERIALIZED (
                          SELECT s.id FROM upload_session s, o
                          WHERE s.tenant_id = o.tenant_id AND s.id = ? AND s.state = 'open'
                            AND s.expires_at > sw_now() AND
                        """
                                + AuthorityTable.condition(authority)
                                + """
                                ),
                                u AS (UPDATE usage SET charged = usage.charged + ? FROM s
                                      WHERE usage.tenant_id = ? AND usage.charged + ? <= limit_bytes RETURNING 1),
                                c AS (UPDATE object SET charged = object.charged + ? FROM u
                                      WHERE object.tenant_id = ? AND object.id = ?),
                                p AS (
                                  INSERT INTO object (tenant_id, id, content_id, location_id, key, state, node_id,
                                                      token, user_id, format, key_id, charged, created_at, deadline,
                                                      session_id, piece)
                                  SELECT o.tenant_id, ?::uuid, o.content_id, o.location_id, ?::text, 'writing', ?,
                                         ?, o.user_id, o.format, o.key_id, 0, sw_now(), 'infinity', ?, ?
                                  FROM o, u WHERE ?::uuid IS NOT NULL)
                                INSERT INTO upload_piece (tenant_id, session_id, number, token, node_id, charged,
                                                          object_id)
                                SELECT ?::uuid, ?::uuid, ?::int, ?::uuid, ?::uuid, ?::bigint, ?::uuid FROM u
                                """,
                        intent.tenantId(),
                        intent.id(),
                        intent.token(),
                        session.id(),
                        AuthorityTable.parameter(authority),
                        attempt.size(),
                        intent.tenantId(),
                        attempt.size(),
                        attempt.size(),
                        intent.tenantId(),
                        intent.id(),
                        ownId,
                        own == null ? null : own.key().value(),
                        attempt.nodeId(),
                        attempt.token(),
                        session.id(),
                        attempt.number(),
                        ownId,
                        intent.tenantId(),
                        session.id(),
                        attempt.number(),
                        attempt.token(),
                        attempt.nodeId(),
                        attempt.size(),
                        ownId)
                == 1;
    }

    private static final String DROPPED =
            """
            ),
            c AS (UPDATE object SET charged = object.charged - (SELECT coalesce(sum(charged), 0) FROM old)
                  FROM m WHERE object.tenant_id = m.tenant_id AND object.id = m.id AND EXISTS (SELECT FROM old)),
            u AS (UPDATE usage SET charged = usage.charged - (SELECT coalesce(sum(charged), 0) FROM old)
                  FROM m WHERE usage.tenant_id = m.tenant_id AND EXISTS (SELECT FROM old)),
            d AS (UPDATE object SET state = 'doomed', purge_after = sw_now() FROM old
                  WHERE object.tenant_id = ? AND object.id = old.object_id AND object.state = 'writing')
            SELECT count(*) AS dropped FROM old
            """;

    /** As long as the session's object is written to, it is charged what its pieces are. */
    private static final String MAIN =
            """
            WITH m AS MATERIALIZED (SELECT tenant_id, id FROM object
                                    WHERE tenant_id = ? AND id = ? AND state = 'writing' FOR UPDATE),
            old AS MATERIALIZED (
            """;

    private static int drop(Sql sql, ObjectIntent intent, String deletion, Object... parameters) {
        Object[] all = new Object[parameters.length + 3];
        all[0] = intent.tenantId();
        all[1] = intent.id();
        System.arraycopy(parameters, 0, all, 2, parameters.length);
        all[all.length - 1] = intent.tenantId();
        return sql.one(
                MAIN + deletion + " RETURNING charged, object_id" + DROPPED,
                row -> Math.toIntExact(row.number("dropped")),
                all);
    }

    /** Takes back an attempt that is not kept: refunded, and its own object doomed. */
    static void drop(Sql sql, Attempt attempt) {
        drop(
                sql,
                attempt.held().intent(),
                "DELETE FROM upload_piece WHERE tenant_id = ? AND token = ? AND NOT kept",
                attempt.held().intent().tenantId(),
                attempt.token());
    }

    /** Takes back what was kept under a number; the object's row must be locked. */
    static void replace(Sql sql, Attempt attempt) {
        drop(
                sql,
                attempt.held().intent(),
                "DELETE FROM upload_piece WHERE tenant_id = ? AND session_id = ? AND number = ? AND kept",
                attempt.held().intent().tenantId(),
                attempt.held().session().id(),
                attempt.number());
    }

    /** Takes back attempts of a session whose nodes are silent; answers how many. */
    static int dropSilent(Sql sql, HeldSession held) {
        return drop(
                sql,
                held.intent(),
                """
                DELETE FROM upload_piece p WHERE p.tenant_id = ? AND p.session_id = ? AND NOT p.kept
                  AND NOT EXISTS (SELECT FROM node n WHERE n.id = p.node_id
                                   AND n.heartbeat_at > sw_now() - interval '30 seconds')
                """,
                held.intent().tenantId(),
                held.session().id());
    }

    /** Sessions that have such attempts. */
    static List<SessionListTable.Due> silent(Sql sql, int limit) {
        return sql.list(
                """
                SELECT DISTINCT s.tenant_id, s.id, s.state
                FROM upload_piece p JOIN upload_session s ON s.tenant_id = p.tenant_id AND s.id = p.session_id
                WHERE NOT p.kept AND NOT EXISTS (
                  SELECT FROM node n WHERE n.id = p.node_id AND n.heartbeat_at > sw_now() - interval '30 seconds')
                LIMIT ?
                """,
                SessionListTable::due,
                limit);
    }

    /** Keeps an attempt whose bytes are in the bucket; false when it was taken back. */
    static boolean keep(Sql sql, Attempt attempt, Sent sent) {
        Piece piece = sent.piece();
        return sql.first(
                        """
                        WITH k AS (
                          UPDATE upload_piece SET kept = true, header = ?, md5 = ?, sha256 = ?, stored_sha256 = ?,
                                 tag = ?, found_type = ?, properties = ?::jsonb, stored_at = sw_now()
                          WHERE tenant_id = ? AND token = ? AND NOT kept
                          RETURNING tenant_id, object_id, header, stored_sha256),
                        o AS (UPDATE object SET header = k.header, stored_sha256 = k.stored_sha256, stored_size = ?
                              FROM k WHERE object.tenant_id = k.tenant_id AND object.id = k.object_id)
                        SELECT 1 FROM k
                        """,
                        row -> true,
                        piece.header(),
                        piece.md5().length == 0 ? null : piece.md5(),
                        piece.sha256(),
                        piece.storedSha256(),
                        sent.tag(),
                        sent.type().isEmpty() ? null : sent.type(),
                        sent.properties().kept(),
                        attempt.held().intent().tenantId(),
                        attempt.token(),
                        piece.storedSize())
                .isPresent();
    }

    /** Removes rows of a session that has ended, and dooms their own objects; answers how many. */
    static int clear(Sql sql, UUID tenantId, UUID sessionId, int limit) {
        return sql.one(
                """
                WITH old AS (
                  DELETE FROM upload_piece WHERE tenant_id = ? AND token = ANY (ARRAY(
                    SELECT p.token FROM upload_piece p
                    JOIN upload_session s ON s.tenant_id = p.tenant_id AND s.id = p.session_id
                      AND s.state IN ('done', 'aborted')
                    WHERE p.tenant_id = ? AND p.session_id = ? LIMIT ?))
                  RETURNING object_id),
                d AS (UPDATE object SET state = 'doomed', purge_after = sw_now() FROM old
                      WHERE object.tenant_id = ? AND object.id = old.object_id AND object.state = 'writing')
                SELECT count(*) AS cleared FROM old
                """,
                row -> Math.toIntExact(row.number("cleared")),
                tenantId,
                tenantId,
                sessionId,
                limit,
                tenantId);
    }
}

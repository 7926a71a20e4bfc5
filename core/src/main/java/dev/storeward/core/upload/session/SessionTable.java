package dev.storeward.core.upload.session;

import dev.storeward.core.access.Authority;
import dev.storeward.core.access.AuthorityTable;
import dev.storeward.core.content.Pieces;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import dev.storeward.core.file.Category;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.object.ObjectIntent;
import dev.storeward.core.upload.SessionSteps.Begun;
import dev.storeward.store.ObjectKey;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows of sessions. Each method is one statement. Who changes a session holds its object's row
 * first, then its own, then the tenant's usage.
 */
final class SessionTable {
    static final String SESSION =
            """
            s.tenant_id, s.id, s.user_id, s.file_id, s.address, s.name, s.category, s.content_type, s.size,
            s.properties, s.kind, s.state, s.created_at, s.expires_at
            """;

    private SessionTable() {}

    /** Gives an intent to a new session; false when it is no longer the caller's. */
    static boolean begin(
            Sql sql, UUID id, Begun begun, SessionRequest request, UUID userId, Duration lifetime) {
        ObjectIntent intent = begun.intent();
        return sql.update(
                        """
                        WITH o AS (UPDATE object SET session_id = ?, deadline = 'infinity'
                                   WHERE tenant_id = ? AND id = ? AND token = ? AND state = 'writing'
                                   RETURNING tenant_id, id, multipart_id)
                        INSERT INTO upload_session (tenant_id, id, user_id, file_id, object_id, kind, state,
                                                    address, name, category, content_type, size, properties,
                                                    created_at, expires_at, multipart_id)
                        SELECT o.tenant_id, ?, ?, ?, o.id, ?, 'open', ?, ?, ?, ?, ?, ?::jsonb,
                               sw_now(), sw_now() + ? * interval '1 second', o.multipart_id FROM o
                        """,
                        id,
                        intent.tenantId(),
                        intent.id(),
                        intent.token(),
                        id,
                        userId,
                        begun.named().fileId(),
                        request.kind().word(),
                        begun.named().address(),
                        begun.named().name(),
                        request.category(),
                        request.contentType(),
                        request.size() < 0 ? null : request.size(),
                        request.properties().kept(),
                        lifetime.toSeconds())
                == 1;
    }

    /** A session with its object; empty when there is none that has not been forgotten. */
    static Optional<HeldSession> find(Sql sql, UUID tenantId, UUID id) {
        return sql.first(
                "SELECT "
                        + SESSION
                        + """
                        , o.id AS object_id, o.content_id, o.location_id, o.key, o.token, o.key_id,
                        s.multipart_id, reach.version AS reach_version,
                        place.left_to IS NOT NULL OR EXISTS (
                          SELECT FROM installation i
                          WHERE i.found_fingerprint IS NOT NULL AND s.created_at < i.found_at) AS of_another
                        FROM upload_session s
                        JOIN object o ON o.tenant_id = s.tenant_id AND o.id = s.object_id
                        JOIN location place ON place.id = o.location_id
                        JOIN location_reach reach ON reach.location_id = o.location_id
                        WHERE s.tenant_id = ? AND s.id = ?
                        """,
                row ->
                        new HeldSession(
                                session(row),
                                new ObjectIntent(
                                        row.uuid("tenant_id"),
                                        row.uuid("object_id"),
                                        row.uuid("content_id"),
                                        row.uuid("location_id"),
                                        new ObjectKey(row.text("key")),
                                        row.uuid("token")),
                                row.text("key_id"),
                                row.textOrNull("multipart_id"),
                                row.number("reach_version"),
                                row.flag("of_another")),
                tenantId,
                id);
    }

    static UploadSession session(Row row) {
        return new UploadSession(
                row.uuid("tenant_id"),
                row.uuid("id"),
                row.uuid("user_id"),
                row.uuid("file_id"),
                row.text("address"),
                row.text("name"),
                row.constant("category", Category.class),
                row.text("content_type"),
                Objects.requireNonNullElse(row.numberOrNull("size"), -1L),
                FileProperties.ofKept(row.textOrNull("properties")),
                row.constant("kind", UploadSession.Kind.class),
                row.constant("state", UploadSession.State.class),
                row.time("created_at"),
                row.time("expires_at"));
    }

    /** Takes the row of the session's object; false when it is not written to any more. */
    static boolean lockObject(Sql sql, ObjectIntent intent) {
        return sql.first(
                        """
                        SELECT state FROM object WHERE tenant_id = ? AND id = ? AND token = ? FOR UPDATE
                        """,
                        row -> row.text("state").equals("writing"),
                        intent.tenantId(),
                        intent.id(),
                        intent.token())
                .orElse(false);
    }

    /** Whether a session takes pieces, which stays so to the end of the transaction. */
    static boolean isOpen(Sql sql, UploadSession session, Authority authority) {
        return sql.first(
                        """
                        SELECT 1 FROM upload_session WHERE tenant_id = ? AND id = ? AND state = 'open'
                          AND expires_at > sw_now() AND
                        """
                                + AuthorityTable.condition(authority)
                                + " FOR SHARE",
                        row -> true,
                        session.tenantId(),
                        session.id(),
                        AuthorityTable.parameter(authority))
                .isPresent();
    }

    /** Whether an attempt has not been taken back. */
    static boolean isUnderWay(Sql sql, PieceTable.Attempt attempt) {
        return sql.first(
                        "SELECT 1 FROM upload_piece WHERE tenant_id = ? AND token = ? AND NOT kept",
                        row -> true,
                        attempt.held().intent().tenantId(),
                        attempt.token())
                .isPresent();
    }

    /**
     * How a session stands whose row is locked from here on; who completes it, while its node
     * lives.
     */
    record Standing(UploadSession.State state, boolean expired, boolean taken) {}

    static Optional<Standing> lock(Sql sql, UUID tenantId, UUID id) {
        return sql.first(
                """
                SELECT s.state, s.expires_at <= sw_now() AS expired,
                       EXISTS (SELECT FROM node n WHERE n.id = s.node_id
                                AND n.heartbeat_at > sw_now() - interval '30 seconds') AS taken
                FROM upload_session s WHERE s.tenant_id = ? AND s.id = ? FOR UPDATE OF s
                """,
                row ->
                        new Standing(
                                row.constant("state", UploadSession.State.class),
                                row.flag("expired"),
                                row.flag("taken")),
                tenantId,
                id);
    }

    /** Begins to complete, or goes on where another node died. */
    static void complete(Sql sql, UploadSession session, UUID nodeId, UUID token) {
        sql.update(
                """
                UPDATE upload_session SET state = 'completing', node_id = ?, completing = ?
                WHERE tenant_id = ? AND id = ?
                """,
                nodeId,
                token,
                session.tenantId(),
                session.id());
    }

    /**
     * Tells a migration that is under way that a file may come to its source yet, so that it looks
     * for files once more behind it.
     */
    static void disquiet(Sql sql, UploadSession session) {
        sql.update(
                """
                UPDATE migration SET quiet = false
                WHERE tenant_id = ? AND state IN ('pending', 'in_progress') AND quiet
                """,
                session.tenantId());
    }

    /** Keeps of what the object is put together, before it is. */
    static void keepPieces(Sql sql, ObjectIntent intent, Pieces pieces) {
        sql.update(
                "UPDATE object SET pieces = ?, stored_size = ? WHERE tenant_id = ? AND id = ?",
                pieces.packed(),
                pieces.storedSize(),
                intent.tenantId(),
                intent.id());
    }

    /** Ends one whose file is visible by this transaction, whoever completes it. */
    static void done(Sql sql, UploadSession session, Duration kept) {
        sql.update(
                """
                UPDATE upload_session SET state = 'done', node_id = NULL, completing = NULL,
                       expires_at = sw_now() + ? * interval '1 second'
                WHERE tenant_id = ? AND id = ? AND state <> 'done'
                """,
                kept.toSeconds(),
                session.tenantId(),
                session.id());
    }

    /**
     * Leaves a completion that came to nothing; false when it is not the caller's any more.
     *
     * @param state it has then; one that stays {@code COMPLETING} is anybody's to go on with
     */
    static boolean leave(Sql sql, UploadSession session, UUID token, UploadSession.State state) {
        return sql.update(
                        """
                        UPDATE upload_session SET state = ?, node_id = NULL, completing = NULL
                        WHERE tenant_id = ? AND id = ? AND state = 'completing' AND completing = ?
                        """,
                        state,
                        session.tenantId(),
                        session.id(),
                        token)
                == 1;
    }

    /** Aborts one whatever it is at; its object's row is the caller's. */
    static void abort(Sql sql, UUID tenantId, UUID id, Duration kept) {
        sql.update(
                """
                UPDATE upload_session SET state = 'aborted', node_id = NULL, completing = NULL,
                       expires_at = sw_now() + ? * interval '1 second'
                WHERE tenant_id = ? AND id = ? AND state IN ('open', 'completing')
                """,
                kept.toSeconds(),
                tenantId,
                id);
    }

    /** Notes of one that has ended that it has no pieces left. */
    static void cleared(Sql sql, UUID tenantId, UUID id) {
        sql.update(
                """
                UPDATE upload_session s SET cleared = true
                WHERE s.tenant_id = ? AND s.id = ? AND s.state IN ('done', 'aborted') AND NOT s.cleared
                  AND NOT EXISTS (SELECT FROM upload_piece p WHERE p.tenant_id = s.tenant_id AND p.session_id = s.id)
                """,
                tenantId,
                id);
    }

    /** Forgets one that has ended and was cleared. */
    static void forget(Sql sql, UUID tenantId, UUID id) {
        sql.update(
                """
                DELETE FROM upload_session
                WHERE tenant_id = ? AND id = ? AND state IN ('done', 'aborted') AND cleared
                """,
                tenantId,
                id);
    }

    /** For who completes it again: the object's list of pieces. */
    static @Nullable Pieces pieces(Sql sql, ObjectIntent intent) {
        return sql.first(
                        "SELECT pieces FROM object WHERE tenant_id = ? AND id = ?",
                        row -> Optional.ofNullable(row.bytesOrNull("pieces")),
                        intent.tenantId(),
                        intent.id())
                .flatMap(packed -> packed)
                .map(Pieces::unpacked)
                .orElse(null);
    }
}

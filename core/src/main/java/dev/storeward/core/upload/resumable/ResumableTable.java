package dev.storeward.core.upload.resumable;

import dev.storeward.core.db.Sql;
import dev.storeward.core.upload.session.UploadSession;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What sessions have besides when their bytes come in order. Each method is one statement. */
final class ResumableTable {
    /**
     * How far the bytes have come.
     *
     * @param last number of the last piece; 0 for none
     * @param tail bytes of it
     */
    record Position(long offset, int last, long tail) {}

    /** Who sends bytes, and what those were told who asked for its place. */
    record Writer(@Nullable UUID token, @Nullable String asked) {}

    private ResumableTable() {}

    /** Of the pieces that are kept, which are whole and without a gap. */
    static Position position(Sql sql, UploadSession session) {
        return sql.one(
                """
                SELECT coalesce(sum(charged), 0)::bigint AS offset_bytes, coalesce(max(number), 0) AS last,
                       coalesce((array_agg(charged ORDER BY number DESC))[1], 0) AS tail
                FROM upload_piece WHERE tenant_id = ? AND session_id = ? AND kept
                """,
                row ->
                        new Position(
                                row.number("offset_bytes"),
                                Math.toIntExact(row.number("last")),
                                row.number("tail")),
                session.tenantId(),
                session.id());
    }

    /**
     * What a client said of its upload, each as it was sent.
     *
     * @param joined of which partial ones it is put together; empty for every other
     */
    record Told(String description, String joined) {}

    /** Keeps what a client said of its upload. */
    static void describe(Sql sql, UploadSession session, Told told) {
        sql.update(
                """
                UPDATE upload_session SET sent = ?, joined = nullif(?, '') WHERE tenant_id = ? AND id = ?
                """,
                told.description(),
                told.joined(),
                session.tenantId(),
                session.id());
    }

    static Told told(Sql sql, UploadSession session) {
        return sql.first(
                        """
                        SELECT coalesce(sent, '') AS sent, coalesce(joined, '') AS joined
                        FROM upload_session WHERE tenant_id = ? AND id = ?
                        """,
                        row -> new Told(row.text("sent"), row.text("joined")),
                        session.tenantId(),
                        session.id())
                .orElse(new Told("", ""));
    }

    /** The last of a user's uploads that was put together of these and was not aborted. */
    static Optional<UUID> joined(Sql sql, UUID tenantId, UUID userId, String joined) {
        return sql.first(
                """
                SELECT id FROM upload_session
                WHERE tenant_id = ? AND user_id = ? AND kind = 'joined' AND md5(joined) = md5(?) AND joined = ?
                  AND state <> 'aborted'
                ORDER BY created_at DESC LIMIT 1
                """,
                row -> row.uuid("id"),
                tenantId,
                userId,
                joined,
                joined);
    }

    /** Sets the size of one that was begun without; false when it has another. */
    static boolean measure(Sql sql, UploadSession session, long size) {
        return sql.update(
                        """
                        UPDATE upload_session SET size = ? WHERE tenant_id = ? AND id = ? AND state = 'open'
                          AND coalesce(size, ?) = ?
                        """,
                        size,
                        session.tenantId(),
                        session.id(),
                        size,
                        size)
                == 1;
    }

    /** Keeps what the first bytes told, with the first piece. */
    static void type(Sql sql, UploadSession session, String type) {
        sql.update(
                """
                UPDATE upload_piece SET found_type = ? WHERE tenant_id = ? AND session_id = ? AND number = 1 AND kept
                """,
                type,
                session.tenantId(),
                session.id());
    }

    /**
     * Makes a request the one that sends bytes.
     *
     * @param over whose place it may take; null for nobody's
     * @return false when another is that, or the session takes no bytes
     */
    static boolean claim(Sql sql, UploadSession session, UUID token, @Nullable UUID over) {
        return sql.update(
                        """
                        UPDATE upload_session SET writer = ?, asked = NULL
                        WHERE tenant_id = ? AND id = ? AND state = 'open' AND (writer IS NULL OR writer = ?)
                        """,
                        token,
                        session.tenantId(),
                        session.id(),
                        over)
                == 1;
    }

    static Optional<Writer> writer(Sql sql, UploadSession session) {
        return sql.first(
                "SELECT writer, asked FROM upload_session WHERE tenant_id = ? AND id = ? AND state = 'open'",
                row -> new Writer(row.uuidOrNull("writer"), row.textOrNull("asked")),
                session.tenantId(),
                session.id());
    }

    /** Writers whose place somebody asks for who was not answered yet, whichever tenant's. */
    static List<UUID> askedWriters(Sql sql) {
        return sql.list(
                "SELECT writer FROM upload_session WHERE asked = 'waiting' AND writer IS NOT NULL",
                row -> row.uuid("writer"));
    }

    /** Asks the writer for its place, or tells who asked; one that ends goes on doing so. */
    static void tell(Sql sql, UploadSession session, UUID writer, @Nullable String word) {
        sql.update(
                """
                UPDATE upload_session SET asked = ? WHERE tenant_id = ? AND id = ? AND writer = ?
                  AND asked IS DISTINCT FROM 'ending'
                """,
                word,
                session.tenantId(),
                session.id(),
                writer);
    }

    static void release(Sql sql, UploadSession session, UUID writer) {
        sql.update(
                """
                UPDATE upload_session SET writer = NULL, asked = NULL WHERE tenant_id = ? AND id = ? AND writer = ?
                """,
                session.tenantId(),
                session.id(),
                writer);
    }

    /**
     * Whether a request is the one that sends bytes, which stays so to the end of the transaction.
     */
    static boolean holds(Sql sql, UploadSession session, UUID writer) {
        return sql.first(
                        "SELECT 1 FROM upload_session WHERE tenant_id = ? AND id = ? AND writer = ? FOR SHARE",
                        row -> true,
                        session.tenantId(),
                        session.id(),
                        writer)
                .isPresent();
    }
}

package dev.storeward.core.upload.session;

import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.UUID;

/** Which sessions there are. Each method is one statement. */
final class SessionListTable {
    private SessionListTable() {}

    /** How many of a user are open, counted up to a most. */
    static int open(Sql sql, UUID tenantId, UUID userId, int most) {
        return sql.one(
                """
                SELECT count(*) AS open FROM (
                  SELECT FROM upload_session WHERE tenant_id = ? AND user_id = ?
                    AND state IN ('open', 'completing') LIMIT ?) s
                """,
                row -> Math.toIntExact(row.number("open")),
                tenantId,
                userId,
                most);
    }

    /**
     * The next open ones of a kind and user in a range of addresses, in their order and that of
     * their ids.
     *
     * @param after the address and id that came last
     * @param before the first address that is not looked at
     */
    static List<UploadSession> list(
            Sql sql,
            UUID tenantId,
            UUID userId,
            UploadSession.Kind kind,
            SessionListing.Mark after,
            String before,
            int limit) {
        return sql.list(
                "SELECT "
                        + SessionTable.SESSION
                        + """
                        FROM upload_session s WHERE s.tenant_id = ? AND s.user_id = ?
                          AND (s.address, s.id) > (?, ?) AND s.address < ?
                          AND s.kind = ? AND s.state IN ('open', 'completing')
                        ORDER BY s.address, s.id LIMIT ?
                        """,
                SessionTable::session,
                tenantId,
                userId,
                after.address(),
                after.id(),
                before,
                kind.word(),
                limit);
    }

    /** A session that something is to be done about. */
    record Due(UUID tenantId, UUID id, UploadSession.State state) {}

    /** Those whose time is over, the longest first, but for who is being completed. */
    static List<Due> due(Sql sql, int limit) {
        return sql.list(
                """
                SELECT s.tenant_id, s.id, s.state FROM upload_session s WHERE s.expires_at <= sw_now()
                  AND NOT EXISTS (SELECT FROM node n WHERE n.id = s.node_id
                                   AND n.heartbeat_at > sw_now() - interval '30 seconds')
                ORDER BY s.expires_at LIMIT ?
                """,
                SessionListTable::due,
                limit);
    }

    /** Those that have ended and may have pieces yet: whoever ended them may have died. */
    static List<Due> uncleared(Sql sql, int limit) {
        return sql.list(
                """
                SELECT tenant_id, id, state FROM upload_session
                WHERE state IN ('done', 'aborted') AND NOT cleared LIMIT ?
                """,
                SessionListTable::due,
                limit);
    }

    static Due due(Row row) {
        return new Due(
                row.uuid("tenant_id"),
                row.uuid("id"),
                row.constant("state", UploadSession.State.class));
    }
}

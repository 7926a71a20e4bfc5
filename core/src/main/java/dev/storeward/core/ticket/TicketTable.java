package dev.storeward.core.ticket;

import dev.storeward.core.access.Caller;
import dev.storeward.core.access.KeyInUse;
import dev.storeward.core.access.LinkGrant;
import dev.storeward.core.access.Role;
import dev.storeward.core.access.TenantScope;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import java.util.Optional;
import java.util.UUID;

/** The rows of tickets. A claim is a compare-and-set, and dies with its node. */
final class TicketTable {
    /** Expects the ticket as {@code k}. */
    private static final String CLAIMED =
            """
            EXISTS (SELECT FROM node n WHERE n.id = k.node_id
                     AND n.heartbeat_at > sw_now() - interval '30 seconds')
            """;

    private static final int PURGED_AT_ONCE = 10_000;

    private TicketTable() {}

    /** What a new row needs. */
    record NewRow(Caller caller, TicketToken token, UUID backendId, String fileName) {}

    /** How many tickets of a tenant wait for their file, counted up to a most. */
    static int open(Sql sql, UUID tenantId, int most) {
        return sql.one(
                "SELECT count(*) AS n FROM (SELECT FROM upload_ticket WHERE tenant_id = ?"
                        + " AND used_at IS NULL AND expires_at > sw_now() LIMIT ?) waiting",
                row -> Math.toIntExact(row.number("n")),
                tenantId,
                most);
    }

    static void insert(Sql sql, NewRow row) {
        LinkGrant grant = LinkGrant.of(row.caller());
        sql.update(
                """
                INSERT INTO upload_ticket
                  (tenant_id, id, user_id, key_id, link_epoch, backend_id, file_name, token_sha256,
                   created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, sw_now(), sw_now() + interval '1 hour')
                """,
                row.token().tenantId(),
                row.token().id(),
                row.caller().userId(),
                grant.keyId(),
                grant.epoch(),
                row.backendId(),
                row.fileName(),
                row.token().sha256());
    }

    /**
     * A ticket and what became of it and of those it depends on.
     *
     * @param claimed an upload to it is under way on a living node
     * @param revoked what it was given out by has ended
     */
    record Found(
            Caller caller,
            UUID backendId,
            String fileName,
            byte[] tokenSha256,
            boolean expired,
            boolean used,
            boolean claimed,
            boolean revoked,
            boolean userDisabled) {}

    static Optional<Found> lock(Sql sql, TicketToken token, String requestId) {
        return sql.first(
                "SELECT k.backend_id, k.file_name, k.token_sha256, k.used_at IS NOT NULL AS used,"
                        + " k.expires_at <= sw_now() AS expired, "
                        + CLAIMED
                        + """
                        AS claimed,
                        CASE WHEN k.key_id IS NULL THEN u.link_epoch <> k.link_epoch
                             ELSE s.key_id IS NULL OR s.ends_at <= sw_now() OR s.link_epoch <> k.link_epoch
                        END AS revoked,
                        k.key_id, k.link_epoch, u.id AS user_id, u.number AS user_number, u.email, u.role,
                        u.disabled_at IS NOT NULL AS disabled,
                        t.id AS tenant_id, t.number AS tenant_number, t.slug
                        FROM upload_ticket k
                        JOIN app_user u ON u.id = k.user_id
                        LEFT JOIN key_standing s ON s.key_id = k.key_id
                        JOIN tenant t ON t.id = k.tenant_id AND t.deleted_at IS NULL
                        WHERE k.tenant_id = ? AND k.id = ? FOR UPDATE OF k
                        """,
                row -> found(row, requestId),
                token.tenantId(),
                token.id());
    }

    private static Found found(Row row, String requestId) {
        UUID keyId = row.uuidOrNull("key_id");
        TenantScope scope =
                new TenantScope(
                        row.uuid("tenant_id"), row.number("tenant_number"), row.text("slug"));
        Caller caller =
                new Caller(
                        row.uuid("user_id"),
                        row.number("user_number"),
                        row.text("email"),
                        row.constant("role", Role.class),
                        scope,
                        keyId == null
                                ? null
                                : new KeyInUse(
                                        keyId, null, Math.toIntExact(row.number("link_epoch"))),
                        requestId);
        return new Found(
                caller,
                row.uuid("backend_id"),
                row.text("file_name"),
                row.bytes("token_sha256"),
                row.flag("expired"),
                row.flag("used"),
                row.flag("claimed"),
                row.flag("revoked"),
                row.flag("disabled"));
    }

    /** Takes a ticket that {@link #lock} found free. */
    static void claim(Sql sql, TicketToken token, UUID claim, UUID nodeId) {
        sql.update(
                "UPDATE upload_ticket SET claim = ?, node_id = ? WHERE tenant_id = ? AND id = ?",
                claim,
                nodeId,
                token.tenantId(),
                token.id());
    }

    /** Ends a ticket for good; false when another upload has taken it meanwhile. */
    static boolean use(Sql sql, TicketToken token, UUID claim) {
        return sql.update(
                        """
                        UPDATE upload_ticket SET used_at = sw_now()
                        WHERE tenant_id = ? AND id = ? AND claim = ? AND used_at IS NULL
                        """,
                        token.tenantId(),
                        token.id(),
                        claim)
                == 1;
    }

    /** Gives a ticket back whose upload failed. */
    static void release(Sql sql, TicketToken token, UUID claim) {
        sql.update(
                """
                UPDATE upload_ticket SET claim = NULL, node_id = NULL
                WHERE tenant_id = ? AND id = ? AND claim = ? AND used_at IS NULL
                """,
                token.tenantId(),
                token.id(),
                claim);
    }

    /** Forgets what has expired and is not being used right now; answers how many. */
    static int purge(Sql sql) {
        return sql.update(
                "DELETE FROM upload_ticket WHERE (tenant_id, id) IN"
                        + " (SELECT k.tenant_id, k.id FROM upload_ticket k"
                        + " WHERE k.expires_at < sw_now() AND (k.used_at IS NOT NULL OR NOT "
                        + CLAIMED
                        + ") ORDER BY k.expires_at LIMIT ? FOR UPDATE SKIP LOCKED)",
                PURGED_AT_ONCE);
    }
}

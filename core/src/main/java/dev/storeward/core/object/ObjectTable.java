package dev.storeward.core.object;

import dev.storeward.core.access.Authority;
import dev.storeward.core.access.AuthorityTable;
import dev.storeward.core.db.Sql;
import java.util.UUID;

/** The rows of objects. Each method is one statement; the transitions are compare-and-set. */
public final class ObjectTable {
    /** How long a write may make no progress, and how long a late byte of it is feared. */
    static final String WRITE_LEASE = "interval '1 hour'";

    private ObjectTable() {}

    /** How the content of an object is protected: the format and the key that opens it. */
    public record Protection(int format, String keyId) {}

    /**
     * What is charged and written before the first byte leaves.
     *
     * @param bytes of plaintext
     * @param userId whose upload it is
     */
    public record Reservation(
            ObjectIntent intent,
            Protection protection,
            Place place,
            long bytes,
            UUID userId,
            UUID nodeId) {}

    /**
     * The place of an object, which must still stand when its row is written.
     *
     * @param backendId must be active
     * @param placementVersion the tenant's placement must have
     */
    public record Place(UUID backendId, long placementVersion) {}

    /**
     * Charges the tenant and writes the intent in one statement, with an asynchronous commit: the
     * caller takes {@link dev.storeward.core.quota.Quotas#barrier} before the first byte leaves.
     *
     * @return false when the charge does not fit the limit, or the place no longer stands; nothing
     *     was written then
     * @throws dev.storeward.core.db.DatabaseException {@code DUPLICATE} when the key was ever used
     *     at the location
     */
    public static boolean reserve(Sql sql, Reservation reservation) {
        ObjectIntent intent = reservation.intent();
        return sql.update(
                        """
                        WITH s AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
                        u AS (UPDATE usage SET charged = charged + ? FROM s
                              WHERE tenant_id = ? AND charged + ? <= limit_bytes
                                AND placement_version = ?
                                AND EXISTS (SELECT 1 FROM backend WHERE id = ? AND state = 'active')
                              RETURNING 1)
                        INSERT INTO object (tenant_id, id, content_id, location_id, key, state, node_id, token,
                                            user_id, format, key_id, charged, created_at, deadline)
                        SELECT ?, ?, ?, ?, ?, 'writing', ?, ?, ?, ?, ?, ?, sw_now(),
                        """
                                + "sw_now() + "
                                + WRITE_LEASE
                                + " FROM u",
                        reservation.bytes(),
                        intent.tenantId(),
                        reservation.bytes(),
                        reservation.place().placementVersion(),
                        reservation.place().backendId(),
                        intent.tenantId(),
                        intent.id(),
                        intent.contentId(),
                        intent.locationId(),
                        intent.key().value(),
                        reservation.nodeId(),
                        intent.token(),
                        reservation.userId(),
                        reservation.protection().format(),
                        reservation.protection().keyId(),
                        reservation.bytes())
                == 1;
    }

    /** Whether a place still stands: what of it does not. */
    public enum Standing {
        STANDS,
        /** The placement was changed, or a migration began or ended. */
        PLACEMENT_MOVED,
        /** Its backend takes no uploads. */
        BACKEND_GONE
    }

    public static Standing standing(Sql sql, UUID tenantId, Place place) {
        return sql.first(
                        """
                        SELECT placement_version = ? AS stands,
                               EXISTS (SELECT 1 FROM backend WHERE id = ? AND state = 'active') AS active
                        FROM usage WHERE tenant_id = ?
                        """,
                        row -> {
                            if (!row.flag("stands")) {
                                return Standing.PLACEMENT_MOVED;
                            }
                            return row.flag("active") ? Standing.STANDS : Standing.BACKEND_GONE;
                        },
                        place.placementVersion(),
                        place.backendId(),
                        tenantId)
                .orElse(Standing.BACKEND_GONE);
    }

    /**
     * Charges more for a write under way and renews its lease.
     *
     * @return false when it does not fit, or the write is no longer the caller's
     */
    public static boolean extend(Sql sql, ObjectIntent intent, long moreBytes) {
        return sql.update(
                        """
                        WITH u AS (UPDATE usage SET charged = charged + ?
                                   WHERE tenant_id = ? AND charged + ? <= limit_bytes
                                     AND EXISTS (SELECT 1 FROM object WHERE tenant_id = ? AND id = ?
                                                 AND token = ? AND state = 'writing' FOR UPDATE)
                                   RETURNING 1)
                        UPDATE object SET charged = charged + ?, deadline = sw_now() +
                        """
                                + WRITE_LEASE
                                + " FROM u WHERE tenant_id = ? AND id = ? AND token = ? AND state = 'writing'",
                        moreBytes,
                        intent.tenantId(),
                        moreBytes,
                        intent.tenantId(),
                        intent.id(),
                        intent.token(),
                        moreBytes,
                        intent.tenantId(),
                        intent.id(),
                        intent.token())
                == 1;
    }

    /**
     * Renews the lease of a write under way; false when it is no longer the caller's, or its
     * authority has ended.
     */
    public static boolean renew(Sql sql, ObjectIntent intent, Authority authority) {
        return sql.update(
                        "UPDATE object SET deadline = sw_now() + "
                                + WRITE_LEASE
                                + " WHERE tenant_id = ? AND id = ? AND token = ? AND state = 'writing' AND "
                                + AuthorityTable.condition(authority),
                        intent.tenantId(),
                        intent.id(),
                        intent.token(),
                        AuthorityTable.parameter(authority))
                == 1;
    }

    /**
     * Keeps the id of a multipart upload before its first part; false when the write is no longer
     * the caller's.
     */
    public static boolean keepMultipartId(Sql sql, ObjectIntent intent, String multipartId) {
        return sql.update(
                        """
                        UPDATE object SET multipart_id = ?
                        WHERE tenant_id = ? AND id = ? AND token = ? AND state = 'writing'
                        """,
                        multipartId,
                        intent.tenantId(),
                        intent.id(),
                        intent.token())
                == 1;
    }

    /** Removes an intent of which no byte was sent, and refunds its charge. */
    public static void forget(Sql sql, ObjectIntent intent) {
        sql.update(
                """
                WITH o AS (DELETE FROM object WHERE tenant_id = ? AND id = ? AND token = ? AND state = 'writing'
                           RETURNING tenant_id, charged)
                UPDATE usage SET charged = usage.charged - o.charged FROM o WHERE usage.tenant_id = o.tenant_id
                """,
                intent.tenantId(),
                intent.id(),
                intent.token());
    }

    /**
     * Dooms an object once more that was purged, or is in this moment, as bytes may have come since
     * of whoever did not know.
     */
    public static void cameLate(Sql sql, UUID tenantId, UUID id) {
        sql.update(
                """
                UPDATE object SET state = 'doomed', passes = 0, purge_after = sw_now()
                WHERE tenant_id = ? AND id = ? AND state IN ('purging', 'purged')
                """,
                tenantId,
                id);
    }

    /**
     * Dooms a write that failed and refunds its charge; a write that was settled or doomed before
     * is left alone.
     */
    public static void abort(Sql sql, ObjectIntent intent) {
        sql.update(
                """
                WITH o AS (UPDATE object SET state = 'doomed', purge_after = sw_now()
                           WHERE tenant_id = ? AND id = ? AND token = ? AND state = 'writing'
                           RETURNING tenant_id, charged)
                UPDATE usage SET charged = usage.charged - o.charged FROM o WHERE usage.tenant_id = o.tenant_id
                """,
                intent.tenantId(),
                intent.id(),
                intent.token());
    }
}

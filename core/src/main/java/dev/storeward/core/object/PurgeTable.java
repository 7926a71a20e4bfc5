package dev.storeward.core.object;

import dev.storeward.core.content.Piece;
import dev.storeward.core.content.Pieces;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import dev.storeward.core.object.BucketPurge.Failure;
import dev.storeward.store.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows of objects on their way out of a bucket. Each method is one statement; several sweepers
 * may run at once.
 */
final class PurgeTable {
    private PurgeTable() {}

    /** An object that is being removed from its bucket. */
    record Purge(
            UUID tenantId,
            UUID id,
            UUID locationId,
            ObjectKey key,
            Content content,
            @Nullable String multipartId,
            boolean wasLive,
            int passes,
            int failures) {}

    /**
     * Whose content an object's bytes were encrypted for, and how.
     *
     * @param first of its pieces, where it has some and it is known which
     * @param piece the number of the only one, where it holds one by itself; else 0
     */
    record Content(UUID id, int format, String keyId, @Nullable Piece first, int piece) {}

    private static final String CLAIM =
            """
            UPDATE object SET state = 'purging', purge_after = sw_now() + interval '5 minutes'
            FROM due WHERE object.tenant_id = due.tenant_id AND object.id = due.id
            RETURNING object.tenant_id, object.id, object.location_id, object.key, object.multipart_id,
                      object.content_id, object.format, object.key_id,
                      substring(object.pieces FROM 1 FOR
            """
                    + Pieces.PACKED_BYTES
                    + """
                    ) AS first_piece, coalesce(object.piece, 0) AS piece,
                              object.stored_sha256 IS NOT NULL AS was_live, object.passes, object.failures
                    """;

    /**
     * Takes what has been due longest at a place; taken again after 5 minutes when its taker has
     * not finished.
     */
    static List<Purge> claimAt(Sql sql, UUID locationId, int limit) {
        return sql.list(
                """
                WITH due AS (SELECT tenant_id, id FROM object
                             WHERE location_id = ? AND state IN ('doomed', 'purging')
                               AND purge_after <= sw_now()
                             ORDER BY purge_after LIMIT ? FOR UPDATE SKIP LOCKED)
                """
                        + CLAIM,
                PurgeTable::purge,
                locationId,
                limit);
    }

    /** Takes one doomed object that is due. */
    static List<Purge> claimOne(Sql sql, UUID tenantId, UUID id) {
        return sql.list(
                """
                WITH due AS (SELECT tenant_id, id FROM object
                             WHERE tenant_id = ? AND id = ? AND state = 'doomed' AND purge_after <= sw_now()
                             FOR UPDATE SKIP LOCKED)
                """
                        + CLAIM,
                PurgeTable::purge,
                tenantId,
                id);
    }

    private static Purge purge(Row row) {
        return new Purge(
                row.uuid("tenant_id"),
                row.uuid("id"),
                row.uuid("location_id"),
                new ObjectKey(row.text("key")),
                new Content(
                        row.uuid("content_id"),
                        Math.toIntExact(row.number("format")),
                        row.text("key_id"),
                        firstPiece(row.bytesOrNull("first_piece")),
                        Math.toIntExact(row.number("piece"))),
                row.textOrNull("multipart_id"),
                row.flag("was_live"),
                Math.toIntExact(row.number("passes")),
                Math.toIntExact(row.number("failures")));
    }

    private static @Nullable Piece firstPiece(byte @Nullable [] packed) {
        return packed == null ? null : Pieces.unpacked(packed).list().getFirst();
    }

    /**
     * Ends the life of objects: a tombstone of each stays, so that its key is not used again for 30
     * days.
     */
    static void purged(Sql sql, List<Purge> purges) {
        change(
                sql,
                """
                state = 'purged', passes = passes + 1, last_error = NULL, pieces = NULL,
                purge_after = sw_now() + interval '30 days'
                """,
                purges);
    }

    /**
     * Notes that objects must be removed once more, when no late byte of their write can land any
     * more.
     */
    static void removeAgainLater(Sql sql, List<Purge> purges) {
        change(
                sql,
                "state = 'doomed', passes = passes + 1, last_error = NULL, purge_after = sw_now() + "
                        + ObjectTable.WRITE_LEASE,
                purges);
    }

    /** Gives objects back of which nothing was asked yet: they are as they were. */
    static void release(Sql sql, List<Purge> purges) {
        change(sql, "state = 'doomed', purge_after = sw_now()", purges);
    }

    private static void change(Sql sql, String change, List<Purge> purges) {
        if (!purges.isEmpty()) {
            sql.update(
                    "UPDATE object o SET "
                            + change
                            + " FROM unnest(?::uuid[], ?::uuid[]) AS p(tenant_id, id)"
                            + " WHERE o.tenant_id = p.tenant_id AND o.id = p.id AND o.state = 'purging'",
                    purges.stream().map(Purge::tenantId).toList(),
                    purges.stream().map(Purge::id).toList());
        }
    }

    /**
     * Notes failed removals; each is tried again after a pause that doubles up to an hour, or when
     * its store said that it may be removed, and once a day until then: rules can be lifted.
     *
     * @param reasons one for each
     */
    static void failed(Sql sql, List<Purge> purges, List<Failure> reasons) {
        if (!purges.isEmpty()) {
            sql.update(
                    """
                    UPDATE object o SET state = 'doomed', failures = failures + 1, last_error = p.reason,
                           purge_after = CASE
                             WHEN p.until > extract(epoch FROM sw_now())
                             THEN least(to_timestamp(p.until), sw_now() + interval '1 day')
                             ELSE sw_now() + least(interval '1 hour',
                                                   interval '5 seconds' * power(2, least(failures, 12))) END
                    FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::bigint[]) AS p(tenant_id, id, reason, until)
                    WHERE o.tenant_id = p.tenant_id AND o.id = p.id AND o.state = 'purging'
                    """,
                    purges.stream().map(Purge::tenantId).toList(),
                    purges.stream().map(Purge::id).toList(),
                    reasons.stream().map(Failure::reason).toList(),
                    reasons.stream().map(PurgeTable::until).toList());
        }
    }

    /** In seconds, a part of one counted whole; 0 where no day was told. */
    private static long until(Failure failure) {
        Instant until = failure.until();
        return until == null ? 0 : until.getEpochSecond() + 1;
    }

    /** How many objects wait for their first removal. */
    static long waiting(Sql sql) {
        return sql.one(
                "SELECT count(*) AS waiting FROM object WHERE state IN ('doomed', 'purging') AND passes = 0",
                row -> row.number("waiting"));
    }

    /** Forgets tombstones older than 30 days; answers how many. */
    static int forgetTombstones(Sql sql, int limit) {
        return sql.update(
                """
                DELETE FROM object WHERE (tenant_id, id) IN (
                  SELECT tenant_id, id FROM object WHERE state = 'purged' AND purge_after < sw_now()
                  ORDER BY purge_after LIMIT ? FOR UPDATE SKIP LOCKED)
                """,
                limit);
    }
}

package dev.storeward.core.quota;

import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.UUID;

/** What a count of a tenant's files reads and writes. Each method is one statement. */
final class RecountTable {
    private RecountTable() {}

    /**
     * Takes the right to count; it is lost after half an hour, as when its node died.
     *
     * @param always whether how long ago the last count was does not matter
     * @return whether it was free, and a count is due
     */
    static boolean claim(Sql sql, UUID tenantId, UUID claim, boolean always) {
        return sql.update(
                        """
                        INSERT INTO recount (tenant_id, claim, claimed_at)
                        SELECT tenant_id, ?, sw_now() FROM usage WHERE tenant_id = ?
                        ON CONFLICT (tenant_id) DO UPDATE
                        SET claim = excluded.claim, claimed_at = excluded.claimed_at
                        WHERE (recount.claim IS NULL OR recount.claimed_at < sw_now() - interval '30 minutes')
                          AND (? OR recount.counted_at IS NULL
                               OR recount.counted_at < sw_now() - interval '1 hour')
                        """,
                        claim,
                        tenantId,
                        always)
                == 1;
    }

    static void release(Sql sql, UUID tenantId, UUID claim) {
        sql.update(
                "UPDATE recount SET claim = NULL WHERE tenant_id = ? AND claim = ?",
                tenantId,
                claim);
    }

    /** Notes that a tenant was counted; false when another has taken the right meanwhile. */
    static boolean counted(Sql sql, UUID tenantId, UUID claim) {
        return sql.update(
                        """
                        UPDATE recount SET claim = NULL, counted_at = sw_now()
                        WHERE tenant_id = ? AND claim = ?
                        """,
                        tenantId,
                        claim)
                == 1;
    }

    /**
     * All statements of the transaction see one state of the database, however long they take
     * together; each of them is short.
     */
    static void readOneState(Sql sql) {
        sql.update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        sql.update("SET LOCAL transaction_timeout = 0");
    }

    /** How much lies at a place. */
    record Share(UUID locationId, long files, long bytes) {}

    /**
     * A page of files, summed by place.
     *
     * @param last the last of them; all zeros when there were none
     */
    record Counted(Share share, UUID last) {}

    /** The shares of the next page; none behind the last one. */
    static List<Counted> page(Sql sql, UUID tenantId, UUID after, int limit) {
        return sql.list(
                """
                WITH page AS MATERIALIZED (
                  SELECT id, size, object_id FROM file WHERE tenant_id = ? AND id > ?
                  ORDER BY id LIMIT ?)
                SELECT coalesce(o.location_id, '00000000-0000-0000-0000-000000000000') AS location_id,
                       count(*) AS files, sum(p.size)::bigint AS bytes,
                       (SELECT id FROM page ORDER BY id DESC LIMIT 1) AS last
                FROM page p LEFT JOIN LATERAL (
                  SELECT location_id FROM object
                  WHERE object.tenant_id = ? AND object.id = p.object_id OFFSET 0) o ON true
                GROUP BY o.location_id
                """,
                row -> new Counted(share(row), row.uuid("last")),
                tenantId,
                after,
                limit,
                tenantId);
    }

    /** How much lies at each place by what is kept. */
    static List<Share> kept(Sql sql, UUID tenantId) {
        return sql.list(
                """
                SELECT location_id, sum(files)::bigint AS files, sum(bytes)::bigint AS bytes
                FROM (SELECT location_id, files, bytes FROM place_base WHERE tenant_id = ?
                      UNION ALL
                      SELECT location_id, files, bytes FROM place_delta WHERE tenant_id = ?) kept
                GROUP BY location_id
                """,
                RecountTable::share,
                tenantId,
                tenantId);
    }

    private static Share share(dev.storeward.core.db.Row row) {
        return new Share(row.uuid("location_id"), row.number("files"), row.number("bytes"));
    }

    /** Appends what is missing at a place, or too much. */
    static void correct(Sql sql, UUID tenantId, Share missing) {
        sql.update(
                "INSERT INTO place_delta (tenant_id, location_id, files, bytes) VALUES (?, ?, ?, ?)",
                tenantId,
                missing.locationId(),
                missing.files(),
                missing.bytes());
    }
}

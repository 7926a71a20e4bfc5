package dev.storeward.core.object;

import dev.storeward.core.db.Sql;
import java.util.Optional;
import java.util.UUID;

/** The places whose doomed objects are due. Each method is one statement. */
final class PurgePlaceTable {
    /**
     * How long a claim holds without being renewed. A worker that is slower harms nothing: the rows
     * of objects are claimed besides.
     */
    private static final String LEASE = "interval '2 minutes'";

    private static final String DOOMED = "state IN ('doomed', 'purging')";

    private PurgePlaceTable() {}

    /**
     * Looks at some of the places that have doomed objects, in the order of their ids, and notes
     * those where some are due and a backend leads to. Steps from place to place in the index, so
     * that millions of objects at one cost no more than one.
     *
     * @return the last place looked at; empty behind the last
     */
    static Optional<UUID> find(Sql sql, UUID after, int limit) {
        return sql.first(
                """
                WITH RECURSIVE at (id) AS (
                  (SELECT location_id FROM object WHERE %s AND location_id > ?
                   ORDER BY location_id LIMIT 1)
                  UNION ALL
                  SELECT (SELECT o.location_id FROM object o WHERE o.%s AND o.location_id > at.id
                          ORDER BY o.location_id LIMIT 1)
                  FROM at WHERE at.id IS NOT NULL),
                page AS MATERIALIZED (SELECT id FROM at WHERE id IS NOT NULL LIMIT ?),
                noted AS (
                  INSERT INTO purge_place (location_id, next_at)
                  SELECT l.id, sw_now() FROM page JOIN location l ON l.id = page.id
                  WHERE NOT EXISTS (SELECT FROM purge_place p WHERE p.location_id = page.id)
                    AND (SELECT true FROM object o WHERE o.location_id = page.id AND o.%s
                           AND o.purge_after <= sw_now() LIMIT 1)
                    AND (SELECT true FROM backend b WHERE b.location_id = page.id
                           AND b.state IN ('active', 'retired') LIMIT 1)
                  ON CONFLICT DO NOTHING)
                SELECT id FROM page ORDER BY id DESC LIMIT 1
                """
                        .formatted(DOOMED, DOOMED, DOOMED),
                row -> row.uuid("id"),
                after,
                limit);
    }

    /** Claims the place that has waited longest. */
    static Optional<PurgePlace> claim(Sql sql, PurgePlace.Lane lane) {
        return sql.first(
                """
                WITH longest AS (
                  SELECT location_id FROM purge_place WHERE next_at <= sw_now() AND failures %s 0
                  ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                UPDATE purge_place p SET claim = gen_random_uuid(), next_at = sw_now() + %s
                FROM longest WHERE p.location_id = longest.location_id
                RETURNING p.location_id, p.claim, p.failures
                """
                        .formatted(
                                switch (lane) {
                                    case WORKING -> "=";
                                    case TROUBLED -> ">";
                                },
                                LEASE),
                row ->
                        new PurgePlace(
                                row.uuid("location_id"),
                                row.uuid("claim"),
                                Math.toIntExact(row.number("failures"))));
    }

    /** Whether anything is due at a place. */
    static boolean due(Sql sql, UUID locationId) {
        return sql.first(
                        "SELECT 1 FROM object WHERE location_id = ? AND "
                                + DOOMED
                                + " AND purge_after <= sw_now() LIMIT 1",
                        row -> true,
                        locationId)
                .isPresent();
    }

    /** Notes that the place works, and holds the claim longer. */
    static void works(Sql sql, PurgePlace place) {
        sql.update(
                "UPDATE purge_place SET failures = 0, last_error = '', next_at = sw_now() + "
                        + LEASE
                        + " WHERE location_id = ? AND claim = ?",
                place.locationId(),
                place.claim());
    }

    /** Gives the place up behind all others that are due. */
    static void again(Sql sql, PurgePlace place) {
        sql.update(
                """
                UPDATE purge_place SET claim = NULL, next_at = sw_now()
                WHERE location_id = ? AND claim = ?
                """,
                place.locationId(),
                place.claim());
    }

    /**
     * Notes that the place as a whole failed; it is tried again after a pause that doubles up to 10
     * minutes.
     */
    static void failed(Sql sql, PurgePlace place, String reason) {
        sql.update(
                """
                UPDATE purge_place SET claim = NULL, failures = failures + 1, last_error = ?,
                       next_at = sw_now() + least(interval '10 minutes',
                                                  interval '5 seconds' * power(2, least(failures, 7)))
                WHERE location_id = ? AND claim = ?
                """,
                reason,
                place.locationId(),
                place.claim());
    }

    /** Forgets the place: nothing is due there now, or no backend leads there. */
    static void done(Sql sql, PurgePlace place) {
        sql.update(
                "DELETE FROM purge_place WHERE location_id = ? AND claim = ?",
                place.locationId(),
                place.claim());
    }
}

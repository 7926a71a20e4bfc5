package dev.storeward.core.migration.engine;

import dev.storeward.core.db.Sql;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * The rows of files that wait, by the place they lie at: those of one are found past any number of
 * those of another.
 */
final class WaitingTable {
    /** The places of what waits, each found by one look at the index. */
    private static final String PLACES =
            """
            WITH RECURSIVE place AS (
              SELECT (SELECT from_location FROM migration_item
                      WHERE tenant_id = ? AND migration_id = ? AND slot = ? AND state = 'waiting'
                      ORDER BY from_location LIMIT 1) AS id
              UNION ALL
              SELECT (SELECT from_location FROM migration_item
                      WHERE tenant_id = ? AND migration_id = ? AND slot = ? AND state = 'waiting'
                        AND from_location > place.id
                      ORDER BY from_location LIMIT 1)
              FROM place WHERE place.id IS NOT NULL)
            """;

    private WaitingTable() {}

    /**
     * Gives some of what waits for slots that rest, as concurrency was lowered, to those that work;
     * answers how many.
     */
    static int handOver(Sql sql, MigrationSnapshot snapshot, int limit) {
        int working = snapshot.limits().concurrency();
        if (snapshot.slots() <= working) {
            return 0;
        }
        return sql.update(
                """
                UPDATE migration_item SET slot = slot % ?
                WHERE tenant_id = ? AND migration_id = ? AND slot >= ? AND state = 'waiting'
                  AND file_id = ANY (ARRAY(
                    SELECT file_id FROM migration_item
                    WHERE tenant_id = ? AND migration_id = ? AND slot >= ? AND state = 'waiting'
                    ORDER BY slot, from_location, not_before, file_id LIMIT ?))
                """,
                working,
                snapshot.tenantId(),
                snapshot.id(),
                working,
                snapshot.tenantId(),
                snapshot.id(),
                working,
                limit);
    }

    /**
     * The files of a slot that were begun before and are due, but for those at some places.
     *
     * @param resting the places
     */
    static List<Task> due(
            Sql sql, MigrationSnapshot snapshot, int slot, Collection<UUID> resting, int limit) {
        return sql.list(
                PLACES
                        + """
                        , i AS MATERIALIZED (
                          SELECT due.* FROM place, LATERAL (
                            SELECT tenant_id, file_id, size, from_location, attempts, code, not_before
                            FROM migration_item
                            WHERE tenant_id = ? AND migration_id = ? AND slot = ? AND state = 'waiting'
                              AND from_location = place.id AND not_before <= sw_now()
                            ORDER BY not_before, file_id LIMIT ?) due
                          WHERE place.id <> ALL (?::uuid[])
                          ORDER BY due.not_before, due.file_id LIMIT ?)
                        """
                        + ItemTable.TASK,
                ItemTable::task,
                snapshot.tenantId(),
                snapshot.id(),
                slot,
                snapshot.tenantId(),
                snapshot.id(),
                slot,
                snapshot.tenantId(),
                snapshot.id(),
                slot,
                limit,
                resting,
                limit,
                snapshot.rollbackOf());
    }

    /** Files of a slot wait to be moved from a place, the next one for so long. */
    record Waiting(UUID place, Duration untilDue) {}

    /** Where the files of a slot wait. */
    static List<Waiting> places(Sql sql, MigrationSnapshot snapshot, int slot) {
        return sql.list(
                PLACES
                        + """
                        SELECT place.id, next.millis FROM place, LATERAL (
                          SELECT greatest(0, extract(epoch FROM not_before - sw_now()) * 1000)::bigint AS millis
                          FROM migration_item
                          WHERE tenant_id = ? AND migration_id = ? AND slot = ? AND state = 'waiting'
                            AND from_location = place.id
                          ORDER BY not_before, file_id LIMIT 1) next
                        """,
                row -> new Waiting(row.uuid("id"), Duration.ofMillis(row.number("millis"))),
                snapshot.tenantId(),
                snapshot.id(),
                slot,
                snapshot.tenantId(),
                snapshot.id(),
                slot,
                snapshot.tenantId(),
                snapshot.id(),
                slot);
    }

    /** Whether files are left that no slot has taken, or that are to be taken again. */
    static boolean anyToTake(Sql sql, MigrationSnapshot snapshot) {
        return sql.one(
                """
                SELECT NOT m.taken_all
                       OR EXISTS (SELECT FROM migration_item i WHERE i.tenant_id = m.tenant_id
                                   AND i.migration_id = m.id AND i.state = 'failed'
                                   AND i.generation < m.generation) AS left_to_take
                FROM migration m WHERE m.id = ?
                """,
                row -> row.flag("left_to_take"),
                snapshot.id());
    }

    /** Lists files under the place they lie at now, which is another than when they were taken. */
    static void relist(Sql sql, MigrationSnapshot snapshot, List<Task> moved) {
        sql.update(
                """
                UPDATE migration_item i SET from_location = o.location_id
                FROM file f JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
                WHERE i.tenant_id = ? AND i.migration_id = ? AND i.file_id = ANY (?::uuid[])
                  AND i.state = 'waiting' AND f.tenant_id = i.tenant_id AND f.id = i.file_id
                """,
                snapshot.tenantId(),
                snapshot.id(),
                moved.stream().map(Task::fileId).toList());
    }

    /**
     * Whether files are left that wait, or are to be taken again, and lie elsewhere than at some
     * places.
     */
    static boolean anyElsewhere(Sql sql, MigrationSnapshot snapshot, Collection<UUID> places) {
        return sql.one(
                """
                SELECT EXISTS (SELECT FROM migration_item WHERE tenant_id = ? AND migration_id = ?
                                AND state = 'failed' AND generation < ?)
                  OR EXISTS (
                    SELECT FROM generate_series(0, ? - 1) AS s(slot), LATERAL (
                      WITH RECURSIVE place AS (
                        SELECT (SELECT from_location FROM migration_item
                                WHERE tenant_id = ? AND migration_id = ? AND slot = s.slot AND state = 'waiting'
                                ORDER BY from_location LIMIT 1) AS id
                        UNION ALL
                        SELECT (SELECT from_location FROM migration_item
                                WHERE tenant_id = ? AND migration_id = ? AND slot = s.slot AND state = 'waiting'
                                  AND from_location > place.id
                                ORDER BY from_location LIMIT 1)
                        FROM place WHERE place.id IS NOT NULL)
                      SELECT id FROM place) of
                    WHERE of.id <> ALL (?::uuid[])) AS elsewhere
                """,
                row -> row.flag("elsewhere"),
                snapshot.tenantId(),
                snapshot.id(),
                snapshot.generation(),
                snapshot.slots(),
                snapshot.tenantId(),
                snapshot.id(),
                snapshot.tenantId(),
                snapshot.id(),
                places);
    }

    /**
     * Whether the tenant has files at none but the target and some places, as it is kept: then no
     * others can be taken.
     */
    static boolean allAt(Sql sql, MigrationSnapshot snapshot, Collection<UUID> places) {
        return sql.one(
                """
                SELECT NOT EXISTS (
                  SELECT FROM (SELECT location_id, files FROM place_base WHERE tenant_id = ?
                               UNION ALL
                               SELECT location_id, files FROM place_delta WHERE tenant_id = ?) kept
                  WHERE location_id <> ? AND location_id <> ALL (?::uuid[])
                  GROUP BY location_id HAVING sum(files) > 0) AS all_at
                """,
                row -> row.flag("all_at"),
                snapshot.tenantId(),
                snapshot.tenantId(),
                snapshot.targetLocation(),
                places);
    }
}

package dev.storeward.core.migration.engine;

import dev.storeward.core.backend.BackendAccess;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.MigrationRow;
import dev.storeward.core.placement.KeyForm;
import dev.storeward.core.placement.Placement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The rows of migrations as the engine reads and moves them. */
final class SnapshotTable {
    private SnapshotTable() {}

    /** A migration on its way; empty when there is none of this id. */
    static Optional<MigrationSnapshot> find(Sql sql, UUID id) {
        return sql.first(
                """
                SELECT m.*, (SELECT count(*) FROM migration_slot s
                             WHERE s.tenant_id = m.tenant_id AND s.migration_id = m.id AND s.rate > 0
                               AND s.touched_at > sw_now() - interval '5 seconds') AS busy_slots,
                       t.number AS tenant_number, l.bucket, p.path_prefix, p.object_keys,
                       place.id AS b_id, place.tenant_id AS b_tenant_id, place.name AS b_name,
                       place.connector AS b_connector, place.credential_version AS b_version,
                       place.revision AS b_revision
                FROM migration m JOIN tenant t ON t.id = m.tenant_id
                JOIN placement p ON p.tenant_id = m.tenant_id
                JOIN location l ON l.id = m.target_location_id
                JOIN backend place ON place.id = m.target_backend_id
                WHERE m.id = ?
                """,
                SnapshotTable::run,
                id);
    }

    private static MigrationSnapshot run(Row row) {
        return new MigrationSnapshot(
                row.uuid("id"),
                row.uuid("tenant_id"),
                row.number("tenant_number"),
                row.constant("state", Migration.State.class),
                row.uuidOrNull("source_location_id"),
                row.uuid("target_location_id"),
                Objects.requireNonNull(BackendAccess.of(row)),
                row.text("bucket"),
                row.uuidOrNull("rollback_of"),
                new KeyForm(
                        row.text("path_prefix"),
                        row.constant("object_keys", Placement.ObjectKeys.class)),
                MigrationRow.limits(row),
                Math.toIntExact(row.number("generation")),
                Math.toIntExact(row.number("slots")),
                Math.toIntExact(row.number("busy_slots")),
                row.flag("taken_all"),
                row.flag("quiet"),
                row.text("trouble_code"),
                row.timeOrNull("trouble_since"));
    }

    /** The pieces of work of all open migrations. */
    static List<String> pieces(Sql sql) {
        return sql.list(
                """
                SELECT m.id || '/' || slot AS piece
                FROM migration m, generate_series(0, m.slots - 1) AS slot
                WHERE m.state IN ('pending', 'in_progress') ORDER BY m.id, slot LIMIT 10000
                """,
                row -> row.text("piece"));
    }

    /**
     * Who shares the work.
     *
     * @param nodes that live, at least 1
     * @param wanting migrations of which a slot is being worked on or could be, at least 1
     */
    record Demand(long nodes, long wanting) {}

    /** How many nodes there are to share the work, and how many migrations share them. */
    static Demand demand(Sql sql, Instant now) {
        return sql.one(
                """
                SELECT (SELECT greatest(1, count(*)) FROM node
                        WHERE heartbeat_at > sw_now() - interval '30 seconds') AS nodes,
                       (SELECT greatest(1, count(DISTINCT split_part(task_instance, '/', 1)))
                        FROM scheduled_slots WHERE execution_time <= ?) AS wanting
                """,
                row -> new Demand(row.number("nodes"), row.number("wanting")),
                now);
    }

    /** A pending migration begins. */
    static void begin(Sql sql, UUID id) {
        sql.update(
                "UPDATE migration SET state = 'in_progress' WHERE id = ? AND state = 'pending'",
                id);
    }

    /**
     * Keeps the migration as it is until the transaction ends; false when it is no longer under
     * way.
     */
    static boolean hold(Sql sql, UUID id) {
        return sql.first(
                        "SELECT 1 FROM migration WHERE id = ? AND state = 'in_progress' FOR SHARE",
                        row -> true,
                        id)
                .isPresent();
    }

    /** As {@link #hold}, alone. */
    static boolean take(Sql sql, UUID id) {
        return sql.first(
                        "SELECT 1 FROM migration WHERE id = ? AND state = 'in_progress' FOR UPDATE",
                        row -> true,
                        id)
                .isPresent();
    }

    /**
     * Whether nothing can come to the source any more: no upload is under way to it. A new one
     * cannot begin, as its reservation demands the placement's version, which rose when uploads
     * were sent to the target. An upload in several requests that was begun before may take days
     * and is not waited for until it is completed, which takes this back first.
     */
    static boolean isQuiet(Sql sql, MigrationSnapshot snapshot) {
        return sql.one(
                """
                SELECT NOT EXISTS (
                  SELECT FROM object o
                  WHERE o.tenant_id = ? AND o.state = 'writing' AND o.location_id <> ?
                    AND o.location_id = coalesce(?, o.location_id)
                    AND (o.session_id IS NULL OR EXISTS (
                      SELECT FROM upload_session s WHERE s.tenant_id = o.tenant_id AND s.id = o.session_id
                        AND s.state = 'completing' AND EXISTS (
                          SELECT FROM node n WHERE n.id = s.node_id
                            AND n.heartbeat_at > sw_now() - interval '30 seconds')))) AS quiet
                """,
                row -> row.flag("quiet"),
                snapshot.tenantId(),
                snapshot.targetLocation(),
                snapshot.sourceLocation());
    }

    /** Whether files are left that no slot has taken. */
    static boolean takenAll(Sql sql, UUID id) {
        return sql.one(
                "SELECT taken_all FROM migration WHERE id = ?", row -> row.flag("taken_all"), id);
    }

    /** Whether any slot has a file without an end, or one is to be taken again. */
    static boolean anyWaiting(Sql sql, MigrationSnapshot snapshot) {
        return sql.one(
                """
                SELECT EXISTS (SELECT FROM migration_item WHERE tenant_id = ? AND migration_id = ?
                                AND state = 'waiting')
                       OR EXISTS (SELECT FROM migration_item WHERE tenant_id = ? AND migration_id = ?
                                   AND state = 'failed' AND generation < ?) AS waiting
                """,
                row -> row.flag("waiting"),
                snapshot.tenantId(),
                snapshot.id(),
                snapshot.tenantId(),
                snapshot.id(),
                snapshot.generation());
    }

    /** Begins the last round: nothing can come to the source any more. */
    static void lastRound(Sql sql, UUID id) {
        sql.update(
                """
                UPDATE migration SET quiet = true, taken_all = false,
                       taken_to = '00000000-0000-0000-0000-000000000000' WHERE id = ?
                """,
                id);
    }

    /** Marks the first round as the last one, when nothing could come from its beginning on. */
    static void firstIsLast(Sql sql, UUID id) {
        sql.update(
                """
                UPDATE migration SET quiet = true WHERE id = ?
                  AND taken_to = '00000000-0000-0000-0000-000000000000' AND NOT taken_all
                """,
                id);
    }

    /**
     * Ends a migration of which every file has its end. The total stays as it was counted: what of
     * it no slot has found was deleted before.
     */
    static void complete(Sql sql, MigrationSnapshot snapshot) {
        sql.update(
                """
                WITH done AS (
                  SELECT sum(failed_files) AS failed
                  FROM migration_slot WHERE tenant_id = ? AND migration_id = ?)
                UPDATE migration SET completed_at = sw_now(), trouble_code = '', trouble = '',
                  trouble_since = NULL, trouble_seen = NULL,
                  state = CASE WHEN done.failed = 0 THEN 'completed' ELSE 'completed_with_errors' END
                FROM done WHERE id = ?
                """,
                snapshot.tenantId(),
                snapshot.id(),
                snapshot.id());
    }

    /**
     * Tells what stands in the way. Since when begins anew when it was not seen for a while, as in
     * a closed window, or is of another place or class. Of several places that which was told first
     * is told, unless what another needs does not pass by itself.
     */
    static void trouble(Sql sql, UUID id, UUID place, Outcome.Reason reason, String message) {
        sql.update(
                """
                UPDATE migration SET trouble_code = f.code, trouble = ?, trouble_seen = sw_now(),
                       trouble_location = f.place,
                       trouble_since = CASE WHEN trouble_seen > sw_now() - interval '5 minutes'
                         AND coalesce(trouble_location, f.place) = f.place
                         AND (trouble_code = ANY (f.passing)) = (f.code = ANY (f.passing))
                           THEN coalesce(trouble_since, sw_now())
                         ELSE sw_now() END
                FROM (SELECT ?::text AS code, ?::uuid AS place, ?::text[] AS passing) f
                WHERE id = ? AND (trouble_since IS NULL
                    OR coalesce(trouble_location, f.place) = f.place
                    OR trouble_seen <= sw_now() - interval '5 minutes'
                    OR (trouble_code = ANY (f.passing) AND NOT f.code = ANY (f.passing)))
                """,
                message,
                reason.word(),
                place,
                Outcome.Reason.PASSING,
                id);
    }

    /**
     * What stands in a migration's way.
     *
     * @param lasting how long it has, by the database's time
     */
    record Standing(String code, Duration lasting) {}

    static Standing standing(Sql sql, UUID id) {
        return sql.one(
                """
                SELECT trouble_code,
                       coalesce(extract(epoch FROM sw_now() - trouble_since), 0)::bigint AS seconds
                FROM migration WHERE id = ?
                """,
                row ->
                        new Standing(
                                row.text("trouble_code"),
                                Duration.ofSeconds(row.number("seconds"))),
                id);
    }

    /** A place that files have moved from or to does not stand in the way any more. */
    static void untroubled(Sql sql, UUID id, Collection<UUID> places) {
        sql.update(
                """
                UPDATE migration SET trouble_code = '', trouble = '', trouble_since = NULL,
                       trouble_seen = NULL, trouble_location = NULL
                WHERE id = ? AND trouble_since IS NOT NULL AND state = 'in_progress'
                  AND (trouble_location IS NULL OR trouble_location = ANY (?::uuid[])
                    OR trouble_seen <= sw_now() - interval '5 minutes')
                """,
                id,
                places);
    }
}

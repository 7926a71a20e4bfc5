package dev.storeward.core.migration.engine;

import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.MigrationItem.State;
import dev.storeward.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of the files of a migration. */
final class ItemTable {
    /** So many files are looked at by one statement, however few of them are to move. */
    private static final int SCAN = 2_000;

    /** The tasks of the items that a query names {@code i}; for {@link #task}. */
    static final String TASK =
            """
            SELECT i.file_id, i.size, i.from_location AS listed, i.attempts, i.code, f.address,
                   o.id AS from_id, o.content_id AS from_content, o.location_id AS from_location,
                   o.key AS from_key, o.format AS from_format, o.stored_size AS from_size, o.stored_sha256 AS from_sha256,
                   r.id AS back_id, r.content_id AS back_content, r.location_id AS back_location,
                   r.key AS back_key, r.format AS back_format, r.stored_size AS back_size, r.stored_sha256 AS back_sha256
            FROM i LEFT JOIN file f ON f.tenant_id = i.tenant_id AND f.id = i.file_id
            LEFT JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
            LEFT JOIN migration_item before ON before.tenant_id = i.tenant_id
              AND before.migration_id = ?::uuid AND before.file_id = i.file_id AND before.state = 'migrated'
            LEFT JOIN object r ON r.tenant_id = before.tenant_id AND r.id = before.from_object
              AND r.state = 'doomed' AND r.failures = 0 AND r.content_id = o.content_id AND r.stored_sha256 = o.stored_sha256
            ORDER BY i.file_id
            """;

    private ItemTable() {}

    /**
     * Takes the next files for a slot and keeps how far that went; those that came after the total
     * was counted are added to it. A rollback takes what the migration it undoes has moved and,
     * where asked for, what was written since that began; what lay at its place before stays there.
     * The migration's row must be {@linkplain SnapshotTable#take taken}.
     */
    static List<Task> takeNext(
            Sql sql, MigrationSnapshot snapshot, int slot, int files, long bytes) {
        return sql.list(
                """
                WITH m AS (
                  SELECT m.id, m.taken_to, m.rollback_of, m.started_at,
                         CASE WHEN m.include_new THEN undone.started_at ELSE 'infinity' END AS new_from
                  FROM migration m LEFT JOIN migration undone ON undone.id = m.rollback_of
                  WHERE m.id = ? AND NOT m.taken_all),
                scanned AS MATERIALIZED (
                  SELECT f.tenant_id, f.id, f.size, f.object_id, f.uploaded_at, m.rollback_of, m.new_from
                  FROM m, LATERAL (
                    SELECT * FROM file WHERE tenant_id = ? AND file.id > m.taken_to
                    ORDER BY file.id LIMIT ?) f),
                found AS (
                  SELECT s.id, s.size, s.uploaded_at, o.id AS object_id, o.location_id, o.key,
                         row_number() OVER w AS n, sum(s.size) OVER w - s.size AS before
                  FROM scanned s CROSS JOIN LATERAL (
                    SELECT * FROM object
                    WHERE object.tenant_id = s.tenant_id AND object.id = s.object_id OFFSET 0) o
                  WHERE o.location_id <> ? AND o.location_id = coalesce(?, o.location_id)
                    AND (s.rollback_of IS NULL OR s.uploaded_at >= s.new_from
                         OR EXISTS (SELECT FROM migration_item moved WHERE moved.tenant_id = s.tenant_id
                                     AND moved.migration_id = s.rollback_of AND moved.file_id = s.id
                                     AND moved.state = 'migrated'))
                    AND NOT EXISTS (SELECT FROM migration_item i WHERE i.tenant_id = s.tenant_id
                                     AND i.migration_id = ? AND i.file_id = s.id)
                  WINDOW w AS (ORDER BY s.id)),
                taken AS (SELECT * FROM found WHERE n <= ? AND (n = 1 OR before < ?)),
                late AS (
                  SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes FROM taken, m
                  WHERE taken.uploaded_at >= m.started_at),
                kept AS (
                  UPDATE migration SET
                    total_files = migration.total_files + (SELECT files FROM late),
                    total_bytes = migration.total_bytes + (SELECT bytes FROM late),
                    taken_to = coalesce(
                      CASE WHEN (SELECT count(*) FROM taken) < (SELECT count(*) FROM found)
                        THEN (SELECT id FROM taken ORDER BY id DESC LIMIT 1)
                        ELSE (SELECT id FROM scanned ORDER BY id DESC LIMIT 1) END,
                      migration.taken_to),
                    taken_all = (SELECT count(*) FROM scanned) < ?
                      AND (SELECT count(*) FROM taken) = (SELECT count(*) FROM found)
                  FROM m WHERE migration.id = m.id),
                i AS (
                  INSERT INTO migration_item (tenant_id, migration_id, file_id, slot, state, size,
                                              from_object, from_location, from_key, not_before)
                  SELECT ?::uuid, m.id, taken.id, ?, 'waiting', taken.size, taken.object_id,
                         taken.location_id, taken.key, sw_now() FROM taken, m
                  RETURNING tenant_id, file_id, size, from_location, attempts, code)
                """
                        + TASK,
                ItemTable::task,
                snapshot.id(),
                snapshot.tenantId(),
                SCAN,
                snapshot.targetLocation(),
                snapshot.sourceLocation(),
                snapshot.id(),
                files,
                bytes,
                SCAN,
                snapshot.tenantId(),
                slot,
                snapshot.rollbackOf());
    }

    /**
     * Takes files again that failed before the last retry, for whichever slot asks. The migration's
     * row must be {@linkplain SnapshotTable#take taken}.
     */
    static List<Task> takeAgain(Sql sql, MigrationSnapshot snapshot, int slot, int files) {
        if (snapshot.generation() == 0) {
            return List.of();
        }
        return sql.list(
                """
                WITH i AS (
                  UPDATE migration_item SET state = 'waiting', slot = ?, attempts = 0,
                         not_before = sw_now(), ended_at = NULL, generation = ?
                  WHERE tenant_id = ? AND migration_id = ? AND file_id = ANY (ARRAY(
                    SELECT file_id FROM migration_item
                    WHERE tenant_id = ? AND migration_id = ? AND state = 'failed' AND generation < ?
                    ORDER BY generation, file_id LIMIT ?))
                  RETURNING tenant_id, file_id, size, from_location, attempts, code)
                """
                        + TASK,
                ItemTable::task,
                slot,
                snapshot.generation(),
                snapshot.tenantId(),
                snapshot.id(),
                snapshot.tenantId(),
                snapshot.id(),
                snapshot.generation(),
                files,
                snapshot.rollbackOf());
    }

    /** How an item of which nothing came goes on. */
    record Ending(
            UUID fileId,
            State state,
            Outcome.@Nullable Reason reason,
            String message,
            boolean counted,
            long pause) {

        String code() {
            return reason == null ? "" : reason.word();
        }
    }

    /**
     * Ends items, or has them wait.
     *
     * @return of which they were waiting, and hence changed
     */
    static List<Ended> end(Sql sql, MigrationSnapshot snapshot, List<Ending> endings) {
        List<UUID> ids = new ArrayList<>();
        List<String> states = new ArrayList<>();
        List<String> codes = new ArrayList<>();
        List<String> messages = new ArrayList<>();
        List<String> counted = new ArrayList<>();
        List<String> pauses = new ArrayList<>();
        for (Ending ending : endings) {
            ids.add(ending.fileId());
            states.add(ending.state().wireName());
            codes.add(ending.code());
            messages.add(ending.message());
            counted.add(ending.counted() ? "1" : "0");
            pauses.add(String.valueOf(ending.pause()));
        }
        return sql.list(
                """
                UPDATE migration_item i SET state = e.state, code = e.code, message = e.message,
                       generation = (SELECT m.generation FROM migration m WHERE m.id = i.migration_id),
                       attempts = attempts + e.counted::int,
                       ended_at = CASE WHEN e.state = 'waiting' THEN NULL ELSE sw_now() END,
                       not_before = sw_now() + e.pause::bigint * interval '1 millisecond'
                FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                  AS e(file_id, state, code, message, counted, pause)
                WHERE i.tenant_id = ? AND i.migration_id = ? AND i.file_id = e.file_id
                  AND i.state = 'waiting'
                RETURNING i.state, i.size
                """,
                row -> new Ended(row.constant("state", State.class), row.number("size")),
                ids,
                states,
                codes,
                messages,
                counted,
                pauses,
                snapshot.tenantId(),
                snapshot.id());
    }

    /** The state an item has now. */
    record Ended(State state, long size) {}

    static Task task(Row row) {
        return new Task(
                row.uuid("file_id"),
                Objects.requireNonNullElse(row.textOrNull("address"), ""),
                row.number("size"),
                row.uuid("listed"),
                stored(row, "from"),
                stored(row, "back"),
                Math.toIntExact(row.number("attempts")),
                Outcome.Reason.ofWord(row.text("code")).orElse(null));
    }

    private static Task.@Nullable Stored stored(Row row, String which) {
        UUID id = row.uuidOrNull(which + "_id");
        return id == null
                ? null
                : new Task.Stored(
                        id,
                        row.uuid(which + "_content"),
                        row.uuid(which + "_location"),
                        new ObjectKey(row.text(which + "_key")),
                        Math.toIntExact(row.number(which + "_format")),
                        row.number(which + "_size"),
                        row.bytes(which + "_sha256"));
    }
}

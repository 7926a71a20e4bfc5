package dev.storeward.core.migration.engine;

import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.Migration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements that point files to their copies, all of them in the caller's transaction. */
final class SwapTable {
    private SwapTable() {}

    /**
     * Points files to their verified copies, makes these live, dooms the sources, and ends the
     * items. A file that was deleted, or points elsewhere by now, is left alone, and so is one
     * whose copy was taken from this node. Files are locked before their objects, as a delete does,
     * and those of many files by id, as a request that keeps or shortens the stay of sources does.
     *
     * @return the files that moved
     */
    static Set<UUID> swap(
            Sql sql, MigrationSnapshot snapshot, int slot, List<Outcome.Verified> verified) {
        if (verified.isEmpty()) {
            return Set.of();
        }
        UUID none = new UUID(0, 0);
        return new HashSet<>(
                sql.list(
                        """
                        WITH c AS MATERIALIZED (
                          SELECT * FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[])
                            AS c(file_id, from_object, to_object, token, piece_sizes)),
                        held AS MATERIALIZED (
                          SELECT c.* FROM c JOIN file ON file.tenant_id = ? AND file.id = c.file_id
                            AND file.object_id = c.from_object
                          ORDER BY file.id FOR NO KEY UPDATE OF file),
                        copy AS (
                          SELECT c.* FROM held c JOIN object o ON o.tenant_id = ? AND o.id = c.to_object
                            AND ((o.state = 'writing' AND o.token = c.token)
                              OR (o.state = 'doomed' AND o.failures = 0 AND c.token = ?))
                          ORDER BY o.id FOR UPDATE OF o),
                        f AS (
                          UPDATE file SET object_id = copy.to_object FROM copy
                          WHERE file.tenant_id = ? AND file.id = copy.file_id
                            AND file.object_id = copy.from_object
                          RETURNING file.id, copy.from_object, copy.to_object, copy.piece_sizes),
                        live AS (
                          UPDATE object n SET state = 'live', header = s.header, charged = s.charged,
                                 stored_size = s.stored_size, stored_sha256 = s.stored_sha256,
                                 pieces = s.pieces, multipart_id = NULL, purge_after = NULL, failures = 0
                          FROM f JOIN object s ON s.tenant_id = ? AND s.id = f.from_object
                          WHERE n.tenant_id = ? AND n.id = f.to_object
                          RETURNING n.id, n.location_id, n.key, n.stored_size, n.stored_sha256),
                        old AS (
                          UPDATE object d SET state = 'doomed', passes = 0, failures = 0,
                                 purge_after = CASE WHEN m.keep_source THEN 'infinity'
                                                    ELSE sw_now() + greatest(m.grace_seconds, ?) * interval '1 second' END
                          FROM f, migration m
                          WHERE m.id = ? AND d.tenant_id = ? AND d.id = f.from_object AND d.state = 'live'),
                        item AS (
                          UPDATE migration_item i SET state = 'migrated', from_object = f.from_object,
                                 to_object = f.to_object, to_location = live.location_id,
                                 to_key = live.key, stored_size = live.stored_size,
                                 stored_sha256 = live.stored_sha256, piece_sizes = nullif(f.piece_sizes, ''), attempts = i.attempts + 1,
                                 code = '', message = '', ended_at = sw_now()
                          FROM f JOIN live ON live.id = f.to_object
                          WHERE i.tenant_id = ? AND i.migration_id = ? AND i.file_id = f.id
                            AND i.state = 'waiting'
                          RETURNING i.size),
                        counted AS (
                          UPDATE migration_slot SET
                            migrated_files = migrated_files + (SELECT count(*) FROM item),
                            migrated_bytes = migrated_bytes + (SELECT coalesce(sum(size), 0) FROM item)
                          WHERE tenant_id = ? AND migration_id = ? AND slot = ?)
                        SELECT id FROM f
                        """,
                        row -> row.uuid("id"),
                        verified.stream().map(v -> v.task().fileId()).toList(),
                        verified.stream().map(Outcome.Verified::fromObject).toList(),
                        verified.stream().map(Outcome.Verified::toObject).toList(),
                        verified.stream().map(v -> v.token() == null ? none : v.token()).toList(),
                        verified.stream().map(v -> orEmpty(v.pieceSizes())).toList(),
                        snapshot.tenantId(),
                        snapshot.tenantId(),
                        none,
                        snapshot.tenantId(),
                        snapshot.tenantId(),
                        snapshot.tenantId(),
                        Migration.LEAST_GRACE.toSeconds(),
                        snapshot.id(),
                        snapshot.tenantId(),
                        snapshot.tenantId(),
                        snapshot.id(),
                        snapshot.tenantId(),
                        snapshot.id(),
                        slot));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Which of these files there are no more. */
    static Set<UUID> gone(Sql sql, MigrationSnapshot snapshot, List<UUID> files) {
        return new HashSet<>(
                sql.list(
                        """
                        SELECT c.id FROM unnest(?::uuid[]) AS c(id)
                        WHERE NOT EXISTS (SELECT FROM file f WHERE f.tenant_id = ? AND f.id = c.id)
                        """,
                        row -> row.uuid("id"),
                        files,
                        snapshot.tenantId()));
    }

    /**
     * Counts what ended without moving.
     *
     * @param skippedBytes of the skipped files, as {@code failedBytes} of the failed ones
     */
    static void count(
            Sql sql,
            MigrationSnapshot snapshot,
            int slot,
            long skipped,
            long skippedBytes,
            long failed,
            long failedBytes) {
        sql.update(
                """
                UPDATE migration_slot SET skipped_files = skipped_files + ?,
                       skipped_bytes = skipped_bytes + ?, failed_files = failed_files + ?,
                       failed_bytes = failed_bytes + ?
                WHERE tenant_id = ? AND migration_id = ? AND slot = ?
                """,
                skipped,
                skippedBytes,
                failed,
                failedBytes,
                snapshot.tenantId(),
                snapshot.id(),
                slot);
    }

    /** Tells what a slot works on, and how fast. */
    static void touch(
            Sql sql, MigrationSnapshot snapshot, int slot, String currentFile, long rate) {
        sql.update(
                """
                UPDATE migration_slot SET current_file = ?, rate = ?, touched_at = sw_now()
                WHERE tenant_id = ? AND migration_id = ? AND slot = ?
                """,
                currentFile,
                rate,
                snapshot.tenantId(),
                snapshot.id(),
                slot);
    }
}

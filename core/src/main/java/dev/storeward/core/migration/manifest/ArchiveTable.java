package dev.storeward.core.migration.manifest;

import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.manifest.ManifestTable.Moved;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The manifests that are kept instead of the items they were written from. */
final class ArchiveTable {
    private ArchiveTable() {}

    /**
     * A migration.
     *
     * @param endedAt when it was done, by which the oldest come first
     */
    record Due(UUID id, Instant endedAt) {
        static final Due BEFORE_ALL = new Due(new UUID(0, 0), Instant.EPOCH);
    }

    /**
     * The next migration that ended longer ago than any grace period lasts, whose items are still
     * there. A rollback that is open needs them, and so does one of a migration whose sources are
     * kept.
     */
    static Optional<Due> next(Sql sql, Due after) {
        return sql.first(
                """
                SELECT m.id, m.completed_at FROM migration m
                WHERE (m.completed_at, m.id) > (?, ?) AND NOT m.items_pruned AND m.completed_at < sw_now() - interval '31 days'
                  AND (NOT m.keep_source OR m.manifest_parts IS NOT NULL)
                  AND NOT EXISTS (SELECT FROM migration back WHERE back.rollback_of = m.id
                                   AND back.state IN ('pending', 'in_progress'))
                ORDER BY m.completed_at, m.id LIMIT 1
                """,
                row -> new Due(row.uuid("id"), row.time("completed_at")),
                after.endedAt(),
                after.id());
    }

    /** Keeps a part; one of an attempt that was cut off gives way. */
    static void put(Sql sql, Moved moved, int part, byte[] body) {
        sql.update(
                """
                INSERT INTO migration_manifest (tenant_id, migration_id, part, body) VALUES (?, ?, ?, ?)
                ON CONFLICT (tenant_id, migration_id, part) DO UPDATE SET body = excluded.body
                """,
                moved.tenantId(),
                moved.id(),
                part,
                body);
    }

    /**
     * Has the manifest stand for the items from now on, unless the migration went on, or a rollback
     * of it. Two statements: the second sees what the first has waited for.
     */
    static boolean seal(Sql sql, Moved moved, int parts) {
        sql.first("SELECT 1 FROM migration WHERE id = ? FOR UPDATE", row -> true, moved.id());
        return sql.update(
                        """
                        UPDATE migration SET manifest_parts = ?
                        WHERE id = ? AND state = ? AND completed_at = ? AND manifest_parts IS NULL
                          AND NOT keep_source
                          AND NOT EXISTS (SELECT FROM migration back WHERE back.rollback_of = migration.id
                                           AND back.state IN ('pending', 'in_progress'))
                        """,
                        parts,
                        moved.id(),
                        moved.state(),
                        moved.endedAt())
                == 1;
    }

    static byte[] part(Sql sql, Moved moved, int part) {
        return sql.one(
                """
                SELECT body FROM migration_manifest WHERE tenant_id = ? AND migration_id = ? AND part = ?
                """,
                row -> row.bytes("body"),
                moved.tenantId(),
                moved.id(),
                part);
    }

    /**
     * Removes the next page of the items of a migration whose manifest is kept.
     *
     * @param after what was removed a moment ago: its index entries are not waded through again
     * @return the last of the page; empty when there was none
     */
    static Optional<UUID> prune(Sql sql, Moved moved, UUID after, int limit) {
        return sql.first(
                """
                WITH gone AS (
                  DELETE FROM migration_item WHERE tenant_id = ? AND migration_id = ?
                    AND file_id = ANY (ARRAY(
                      SELECT file_id FROM migration_item
                      WHERE tenant_id = ? AND migration_id = ? AND file_id > ?
                      ORDER BY file_id LIMIT ?))
                  RETURNING file_id)
                SELECT file_id FROM gone ORDER BY file_id DESC LIMIT 1
                """,
                row -> row.uuid("file_id"),
                moved.tenantId(),
                moved.id(),
                moved.tenantId(),
                moved.id(),
                after,
                limit);
    }

    static void pruned(Sql sql, Moved moved) {
        sql.update("UPDATE migration SET items_pruned = true WHERE id = ?", moved.id());
    }
}

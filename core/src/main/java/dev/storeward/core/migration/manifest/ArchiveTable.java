package dev.storeward.core.migration.manifest;

import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.manifest.ManifestTable.Moved;
import java.util.Optional;
import java.util.UUID;

/** The manifests that are kept instead of the items they were written from. */
final class ArchiveTable {
    private ArchiveTable() {}

    /**
     * A migration that ended longer ago than any grace period lasts, whose items are still there. A
     * rollback that is open needs them, and so does one of a migration whose sources are kept.
     */
    static Optional<UUID> next(Sql sql) {
        return sql.first(
                """
                SELECT m.id FROM migration m
                WHERE NOT m.items_pruned AND m.completed_at < sw_now() - interval '31 days'
                  AND (NOT m.keep_source OR m.manifest_parts IS NOT NULL)
                  AND NOT EXISTS (SELECT FROM migration back WHERE back.rollback_of = m.id
                                   AND back.state IN ('pending', 'in_progress'))
                ORDER BY m.completed_at LIMIT 1
                """,
                row -> row.uuid("id"));
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

    /** Has the manifest stand for the items from now on, unless the migration went on. */
    static boolean seal(Sql sql, Moved moved, int parts) {
        return sql.update(
                        """
                        UPDATE migration SET manifest_parts = ?
                        WHERE id = ? AND state = ? AND completed_at = ? AND manifest_parts IS NULL
                          AND NOT keep_source
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

    /** Removes a page of the items of a migration whose manifest is kept; answers how many. */
    static int prune(Sql sql, Moved moved, int limit) {
        return sql.update(
                """
                DELETE FROM migration_item WHERE (tenant_id, migration_id, file_id) IN (
                  SELECT tenant_id, migration_id, file_id FROM migration_item
                  WHERE tenant_id = ? AND migration_id = ? LIMIT ?)
                """,
                moved.tenantId(),
                moved.id(),
                limit);
    }

    static void pruned(Sql sql, Moved moved) {
        sql.update("UPDATE migration SET items_pruned = true WHERE id = ?", moved.id());
    }
}

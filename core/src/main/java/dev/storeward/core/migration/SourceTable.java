package dev.storeward.core.migration;

import dev.storeward.core.db.Sql;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The objects that files of a migration have left, and how long they stay. */
final class SourceTable {
    private SourceTable() {}

    static void keep(Sql sql, UUID id) {
        sql.update("UPDATE migration SET keep_source = true WHERE id = ?", id);
    }

    /**
     * Takes the source objects of one page of files out of the purge. Those of a deleted file are
     * purged; one that is deleted in this moment waits for the page, and dooms them after it.
     *
     * @return the last file of the page; empty behind the last page
     */
    static Optional<UUID> keepObjects(Sql sql, Migration m, UUID after, int limit) {
        return sql.first(
                """
                WITH page AS MATERIALIZED (
                  SELECT tenant_id, file_id, from_object FROM migration_item
                  WHERE tenant_id = ? AND migration_id = ? AND file_id > ? AND state = 'migrated'
                  ORDER BY file_id LIMIT ?),
                there AS MATERIALIZED (
                  SELECT page.* FROM page
                  JOIN file f ON f.tenant_id = page.tenant_id AND f.id = page.file_id
                  FOR KEY SHARE OF f),
                kept AS (
                  UPDATE object o SET purge_after = 'infinity' FROM there
                  WHERE o.tenant_id = there.tenant_id AND o.id = there.from_object AND o.state = 'doomed')
                SELECT file_id FROM page ORDER BY file_id DESC LIMIT 1
                """,
                row -> row.uuid("file_id"),
                m.tenantId(),
                m.id(),
                after,
                limit);
    }

    static void shortenGrace(Sql sql, UUID id, Duration grace) {
        sql.update("UPDATE migration SET grace_seconds = ? WHERE id = ?", grace.toSeconds(), id);
    }

    /**
     * Has one page of source objects wait no longer than the migration's grace period. Those that
     * are kept stay, and so do those that a later migration left once more: they are its own.
     *
     * @return the last file of the page; empty behind the last page
     */
    static Optional<UUID> purgeSooner(Sql sql, Migration m, UUID after, int limit) {
        return sql.first(
                """
                WITH page AS MATERIALIZED (
                  SELECT i.tenant_id, i.file_id, i.from_object,
                         i.ended_at + greatest(m.grace_seconds, 60) * interval '1 second' AS ends
                  FROM migration m JOIN migration_item i
                    ON i.tenant_id = m.tenant_id AND i.migration_id = m.id
                  WHERE m.id = ? AND i.tenant_id = ? AND i.migration_id = ? AND i.file_id > ?
                    AND i.state = 'migrated'
                  ORDER BY i.file_id LIMIT ?),
                sooner AS (
                  UPDATE object o SET purge_after = page.ends FROM page
                  WHERE o.tenant_id = page.tenant_id AND o.id = page.from_object AND o.state = 'doomed'
                    AND o.passes = 0 AND o.purge_after > page.ends AND o.purge_after <> 'infinity'
                    AND NOT EXISTS (
                      SELECT FROM migration n JOIN migration_item later
                        ON later.tenant_id = n.tenant_id AND later.migration_id = n.id
                          AND later.file_id = page.file_id AND later.state = 'migrated'
                          AND later.from_object = page.from_object
                      WHERE n.tenant_id = page.tenant_id AND n.id > ?))
                SELECT file_id FROM page ORDER BY file_id DESC LIMIT 1
                """,
                row -> row.uuid("file_id"),
                m.id(),
                m.tenantId(),
                m.id(),
                after,
                limit,
                m.id());
    }
}

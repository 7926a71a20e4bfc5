package dev.storeward.core.migration;

import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The objects that files of a migration have left, and how long they stay. */
final class SourceTable {
    private static final int PAGE = 2_000;
    private static final int TRIES = 3;
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private SourceTable() {}

    /** Takes the source objects of all files that have moved out of the purge, page by page. */
    static void keepAll(Tx.Scope scope, Migration m) {
        inPages(scope, (sql, after) -> keepObjects(sql, m, after, PAGE));
    }

    /** Has all source objects wait no longer than the migration's grace period, page by page. */
    static void purgeAllSooner(Tx.Scope scope, Migration m) {
        inPages(scope, (sql, after) -> purgeSooner(sql, m, after, PAGE));
    }

    /** What is done to a page of sources behind a file; answers the last file of the page. */
    private interface OfSources {
        Optional<UUID> page(Sql sql, UUID after);
    }

    /** A page is a transaction of its own. */
    private static void inPages(Tx.Scope scope, OfSources work) {
        Optional<UUID> last = Optional.of(BEFORE_ALL);
        while (last.isPresent()) {
            UUID after = last.get();
            last = page(scope, work, after, TRIES);
        }
    }

    /** Again when other work on the same files and this one held each other up. */
    private static Optional<UUID> page(Tx.Scope scope, OfSources work, UUID after, int tries) {
        try {
            return scope.statement(sql -> work.page(sql, after));
        } catch (DatabaseException e) {
            if (e.kind() != DatabaseException.Kind.CONFLICT || tries == 1) {
                throw e;
            }
            return page(scope, work, after, tries - 1);
        }
    }

    static void keep(Sql sql, UUID id) {
        sql.update("UPDATE migration SET keep_source = true WHERE id = ?", id);
    }

    /**
     * Takes the source objects of one page of files out of the purge. Those of a deleted file are
     * purged; one that is deleted in this moment waits for the page, and dooms them after it.
     *
     * @return the last file of the page; empty behind the last page
     */
    private static Optional<UUID> keepObjects(Sql sql, Migration m, UUID after, int limit) {
        return sql.first(
                """
                WITH page AS MATERIALIZED (
                  SELECT tenant_id, file_id, from_object FROM migration_item
                  WHERE tenant_id = ? AND migration_id = ? AND file_id > ? AND state = 'migrated'
                  ORDER BY file_id LIMIT ?),
                there AS MATERIALIZED (
                  SELECT page.* FROM page
                  JOIN file f ON f.tenant_id = page.tenant_id AND f.id = page.file_id
                  ORDER BY f.id FOR KEY SHARE OF f),
                held AS MATERIALIZED (
                  SELECT o.tenant_id, o.id FROM object o
                  JOIN there ON o.tenant_id = there.tenant_id AND o.id = there.from_object
                  WHERE o.state = 'doomed' ORDER BY o.id FOR NO KEY UPDATE OF o),
                kept AS (
                  UPDATE object o SET purge_after = 'infinity' FROM held
                  WHERE o.tenant_id = held.tenant_id AND o.id = held.id)
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
    private static Optional<UUID> purgeSooner(Sql sql, Migration m, UUID after, int limit) {
        return sql.first(
                """
                WITH page AS MATERIALIZED (
                  SELECT i.tenant_id, i.file_id, i.from_object,
                         i.ended_at + greatest(m.grace_seconds, ?) * interval '1 second' AS ends
                  FROM migration m JOIN migration_item i
                    ON i.tenant_id = m.tenant_id AND i.migration_id = m.id
                  WHERE m.id = ? AND i.tenant_id = ? AND i.migration_id = ? AND i.file_id > ?
                    AND i.state = 'migrated'
                  ORDER BY i.file_id LIMIT ?),
                held AS MATERIALIZED (
                  SELECT o.tenant_id, o.id, page.ends FROM object o
                  JOIN page ON o.tenant_id = page.tenant_id AND o.id = page.from_object
                  WHERE o.state = 'doomed'
                    AND o.passes = 0 AND o.purge_after > page.ends AND o.purge_after <> 'infinity'
                    AND NOT EXISTS (
                      SELECT FROM migration n JOIN migration_item later
                        ON later.tenant_id = n.tenant_id AND later.migration_id = n.id
                          AND later.file_id = page.file_id AND later.state = 'migrated'
                          AND later.from_object = page.from_object
                      WHERE n.tenant_id = page.tenant_id AND n.id > ?)
                  ORDER BY o.id FOR NO KEY UPDATE OF o),
                sooner AS (
                  UPDATE object o SET purge_after = held.ends FROM held
                  WHERE o.tenant_id = held.tenant_id AND o.id = held.id)
                SELECT file_id FROM page ORDER BY file_id DESC LIMIT 1
                """,
                row -> row.uuid("file_id"),
                Migration.LEAST_GRACE.toSeconds(),
                m.id(),
                m.tenantId(),
                m.id(),
                after,
                limit,
                m.id());
    }
}

package dev.storeward.core.tenant;

import dev.storeward.core.db.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The rows of tenants that were deleted. Each method is one statement, of a page of rows. */
final class RemovalTable {
    /**
     * What is kept of a tenant beside objects and rows of migrations' files, with the column that
     * tells its rows apart, and in the order in which rows refer to each other.
     */
    private enum Kept {
        COUNT_DELTA("id"),
        COUNT_BASE("user_id"),
        PLACE_DELTA("id"),
        UPLOAD_TICKET("id"),
        UPLOAD_PIECE("token"),
        UPLOAD_SESSION("id"),
        MIGRATION("id"),
        APP_USER("id");

        private final String deletion;

        Kept(String column) {
            this.deletion =
                    """
                    DELETE FROM %1$s WHERE tenant_id = ? AND %2$s = ANY (ARRAY(
                      SELECT %2$s FROM %1$s WHERE tenant_id = ? ORDER BY %2$s LIMIT ?))
                    """
                            .formatted(name().toLowerCase(Locale.ROOT), column);
        }
    }

    private RemovalTable() {}

    /** Tenants that were deleted and have rows still, the longest deleted first. */
    static List<UUID> deleted(Sql sql, int limit) {
        return sql.list(
                "SELECT id FROM tenant WHERE deleted_at IS NOT NULL ORDER BY deleted_at LIMIT ?",
                row -> row.uuid("id"),
                limit);
    }

    /** A migration of a tenant that has rows of files still; empty when there is none. */
    static Optional<UUID> migrationWithItems(Sql sql, UUID id) {
        return sql.first(
                """
                SELECT m.id FROM migration m CROSS JOIN LATERAL (
                  SELECT 1 FROM migration_item i
                  WHERE i.tenant_id = m.tenant_id AND i.migration_id = m.id LIMIT 1) has
                WHERE m.tenant_id = ? ORDER BY m.id LIMIT 1
                """,
                row -> row.uuid("id"),
                id);
    }

    /**
     * Deletes the next page of a migration's rows of files.
     *
     * @param after what was deleted a moment ago: its index entries are not waded through again
     * @return the last of the page; empty when there was none
     */
    static Optional<UUID> deleteItems(Sql sql, UUID id, UUID migrationId, UUID after, int limit) {
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
                id,
                migrationId,
                id,
                migrationId,
                after,
                limit);
    }

    /** Deletes a page of what no object needs; answers how many rows, 0 when nothing is left. */
    static int deleteKept(Sql sql, UUID id, int limit) {
        for (Kept kept : Kept.values()) {
            int deleted = sql.update(kept.deletion, id, id, limit);
            if (deleted > 0) {
                return deleted;
            }
        }
        return 0;
    }

    /**
     * Looks through the next page of objects: deletes the rows of those that are gone or out of
     * reach, and has the sweeper remove the others now, whatever they were kept for. What a
     * migration was told to keep for good stays in its bucket.
     *
     * @param patience how long after the deletion a bucket that does not let its objects be removed
     *     is waited for
     * @return how many rows were looked at; fewer than a page at the end, from which the next call
     *     begins anew
     */
    static int passObjects(Sql sql, UUID id, int limit, Duration patience) {
        return Math.toIntExact(
                sql.one(
                        """
                        WITH t AS MATERIALIZED (
                          SELECT id, removed_to, deleted_at + ? * interval '1 second' < sw_now() AS late
                          FROM tenant WHERE id = ? AND deleted_at IS NOT NULL FOR UPDATE),
                        page AS MATERIALIZED (
                          SELECT o.tenant_id, o.id, o.location_id, o.state, o.session_id, o.passes, o.failures,
                                 o.purge_after, t.late
                          FROM t, LATERAL (
                            SELECT * FROM object WHERE object.tenant_id = t.id AND object.id > t.removed_to
                            ORDER BY object.id LIMIT ? FOR UPDATE) o),
                        reached AS MATERIALIZED (
                          SELECT location_id FROM (SELECT DISTINCT location_id FROM page) place
                          WHERE EXISTS (SELECT FROM backend b WHERE b.location_id = place.location_id
                                         AND b.state IN ('active', 'retired'))),
                        sorted AS MATERIALIZED (
                          SELECT page.*,
                                 state = 'purged' OR (state <> 'writing' AND (
                                   passes > 0 OR late OR purge_after = 'infinity'
                                   OR location_id NOT IN (SELECT location_id FROM reached))) IS TRUE AS goes
                          FROM page),
                        gone AS (
                          DELETE FROM object WHERE tenant_id = (SELECT id FROM t)
                            AND id = ANY (ARRAY(SELECT id FROM sorted WHERE goes))),
                        due AS (
                          UPDATE object SET state = 'doomed', purge_after = sw_now()
                          WHERE tenant_id = (SELECT id FROM t) AND id = ANY (ARRAY(
                            SELECT id FROM sorted WHERE NOT goes
                              AND (state = 'live' OR (state = 'writing' AND session_id IS NOT NULL)
                                   OR (state = 'doomed' AND failures = 0
                                                      AND purge_after > sw_now()))))),
                        kept AS (
                          UPDATE tenant SET removed_to = CASE
                            WHEN (SELECT count(*) FROM page) < ? THEN '00000000-0000-0000-0000-000000000000'
                            ELSE (SELECT id FROM page ORDER BY id DESC LIMIT 1) END
                          FROM t WHERE tenant.id = t.id)
                        SELECT count(*) AS looked FROM page
                        """,
                        row -> row.number("looked"),
                        patience.toSeconds(),
                        id,
                        limit,
                        limit));
    }

    static boolean hasObjects(Sql sql, UUID id) {
        return sql.one(
                "SELECT EXISTS (SELECT FROM object WHERE tenant_id = ?) AS has",
                row -> row.flag("has"),
                id);
    }

    /** Deletes a page of a tenant's backends, with their credentials; answers how many. */
    static int deleteBackends(Sql sql, UUID id, int limit) {
        return sql.update(
                "DELETE FROM backend WHERE id IN (SELECT id FROM backend WHERE tenant_id = ? LIMIT ?)",
                id,
                limit);
    }

    /** Deletes a page of a tenant's places; one that changed hands goes to who uses it. */
    static int deletePlaces(Sql sql, UUID id, int limit) {
        return sql.one(
                """
                WITH page AS MATERIALIZED (
                  SELECT id FROM location WHERE owner_tenant_id = ? LIMIT ? FOR UPDATE),
                used AS MATERIALIZED (
                  SELECT page.id, (SELECT b.tenant_id FROM backend b WHERE b.location_id = page.id LIMIT 1) AS by
                  FROM page WHERE EXISTS (SELECT FROM backend b WHERE b.location_id = page.id)),
                given AS (
                  UPDATE location SET owner_tenant_id = used.by FROM used WHERE location.id = used.id),
                deleted AS (
                  DELETE FROM location USING page WHERE location.id = page.id
                    AND page.id NOT IN (SELECT id FROM used))
                SELECT count(*) AS places FROM page
                """,
                row -> Math.toIntExact(row.number("places")),
                id,
                limit);
    }

    static void deleteTenant(Sql sql, UUID id) {
        sql.update("DELETE FROM tenant WHERE id = ? AND deleted_at IS NOT NULL", id);
    }
}

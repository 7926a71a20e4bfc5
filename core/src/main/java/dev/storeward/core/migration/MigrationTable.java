package dev.storeward.core.migration;

import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.Endpoints.End;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.migration.request.MigrationWindow;
import dev.storeward.core.migration.request.NewMigration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of migrations. */
final class MigrationTable {
    private static final String SELECT =
            """
            SELECT m.*, s.*, sw_now() AS read_at
            FROM migration m, LATERAL (
              SELECT coalesce(sum(migrated_files), 0) AS migrated_files,
                     coalesce(sum(migrated_bytes), 0) AS migrated_bytes,
                     coalesce(sum(skipped_files), 0) AS skipped_files,
                     coalesce(sum(skipped_bytes), 0) AS skipped_bytes,
                     coalesce(sum(failed_files), 0) AS failed_files,
                     coalesce(sum(failed_bytes), 0) AS failed_bytes,
                     coalesce(sum(rate) FILTER (WHERE touched_at > sw_now() - interval '15 seconds'), 0) AS rate,
                     coalesce((array_agg(current_file ORDER BY touched_at DESC)
                       FILTER (WHERE current_file <> ''))[1], '') AS current_file
              FROM migration_slot WHERE tenant_id = m.tenant_id AND migration_id = m.id) s
            """;

    private MigrationTable() {}

    /**
     * A migration's row to be.
     *
     * @param home where a rollback returns to
     * @param includeNew whether a rollback takes what was written since along
     */
    record NewRow(
            UUID id,
            UUID tenantId,
            @Nullable End source,
            End home,
            End target,
            @Nullable UUID rollbackOf,
            boolean includeNew,
            long files,
            long bytes,
            int slots,
            NewMigration asked,
            UUID initiatedBy,
            String initiatedByEmail) {}

    /** Its placement is still to be {@linkplain #switched switched}. */
    static void insert(Sql sql, NewRow row) {
        MigrationLimits limits = row.asked().limits();
        MigrationWindow window = limits.window();
        End source = row.source();
        sql.update(
                """
                INSERT INTO migration (id, tenant_id, state, source_backend_id, source_location_id,
                  source_kind, home_backend_id, target_backend_id, target_location_id, target_kind,
                  rollback_of, include_new, total_files, total_bytes, slots, placement_version,
                  placement_before, grace_seconds, bandwidth, concurrency, window_from, window_to,
                  window_zone, reason, started_at, initiated_by, initiated_by_email)
                VALUES (?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '{}', ?, ?,
                        ?, ?, ?, ?, ?, sw_now(), ?, ?)
                """,
                row.id(),
                row.tenantId(),
                source == null ? null : source.backendId(),
                source == null ? null : source.locationId(),
                row.home().kind(),
                row.home().backendId(),
                row.target().backendId(),
                row.target().locationId(),
                row.target().kind(),
                row.rollbackOf(),
                row.includeNew(),
                row.files(),
                row.bytes(),
                row.slots(),
                row.asked().grace().toSeconds(),
                limits.bandwidth(),
                limits.concurrency(),
                window == null ? "" : window.from().toString(),
                window == null ? "" : window.to().toString(),
                window == null ? "" : window.zone().getId(),
                row.asked().reason(),
                row.initiatedBy(),
                row.initiatedByEmail());
        sql.update(
                """
                INSERT INTO migration_slot (tenant_id, migration_id, slot, touched_at)
                SELECT ?, ?, slot, sw_now() FROM generate_series(0, ? - 1) AS slot
                """,
                row.tenantId(),
                row.id(),
                row.slots());
    }

    /** Keeps what the placement was before it was switched, and its version since. */
    static void switched(Sql sql, UUID id, PlacementRedirect.Switched placement) {
        sql.update(
                "UPDATE migration SET placement_version = ?, placement_before = ? WHERE id = ?",
                placement.version(),
                new Sql.Json(placement.before()),
                id);
    }

    static Optional<Migration> find(Sql sql, UUID id) {
        return sql.first(SELECT + " WHERE m.id = ?", MigrationRow::migration, id);
    }

    /** A migration that nobody else changes until the transaction ends. */
    static Optional<Migration> lock(Sql sql, UUID id) {
        sql.first("SELECT 1 FROM migration WHERE id = ? FOR UPDATE", row -> true, id);
        return find(sql, id);
    }

    /** Newest first. */
    static List<Migration> newest(Sql sql, UUID tenantId, UUID before, int limit) {
        return sql.list(
                SELECT + " WHERE m.tenant_id = ? AND m.id < ? ORDER BY m.id DESC LIMIT ?",
                MigrationRow::migration,
                tenantId,
                before,
                limit);
    }

    /** Of all tenants, newest first. */
    static List<Migration> newestOfAll(Sql sql, UUID before, int limit) {
        return sql.list(
                SELECT + " WHERE m.id < ? ORDER BY m.id DESC LIMIT ?",
                MigrationRow::migration,
                before,
                limit);
    }

    static void fail(Sql sql, UUID id) {
        sql.update(
                "UPDATE migration SET state = 'failed', completed_at = sw_now() WHERE id = ?", id);
    }

    static void cancel(Sql sql, UUID id, String reason) {
        sql.update(
                """
                UPDATE migration SET state = 'cancelled', cancel_reason = ?, completed_at = sw_now()
                WHERE id = ?
                """,
                reason,
                id);
    }

    /**
     * Opens a migration again and has its failed files taken once more: each is of an earlier
     * generation now. No row of a file is touched.
     *
     * @param quiet whether nothing can come to the source, as of one that had ended
     */
    static void retry(Sql sql, Migration m, UUID target, boolean quiet) {
        sql.update(
                """
                UPDATE migration_slot SET failed_files = 0, failed_bytes = 0
                WHERE tenant_id = ? AND migration_id = ?
                """,
                m.tenantId(),
                m.id());
        sql.update(
                """
                UPDATE migration SET state = 'in_progress', completed_at = NULL, trouble_code = '', trouble = '',
                       trouble_since = NULL, quiet = ?, generation = generation + 1, target_backend_id = ?
                WHERE id = ?
                """,
                quiet,
                target,
                m.id());
    }

    /**
     * Raises the placement's version: it fences off uploads that looked up their place before a
     * migration opened again.
     */
    static void fence(Sql sql, UUID tenantId) {
        sql.update("UPDATE placement SET version = version + 1 WHERE tenant_id = ?", tenantId);
    }

    /** The placement is not this migration's to put back. */
    static void leavesPlacement(Sql sql, UUID id) {
        sql.update("UPDATE migration SET placement_version = -1 WHERE id = ?", id);
    }

    static void change(Sql sql, UUID id, MigrationLimits limits) {
        MigrationWindow window = limits.window();
        sql.update(
                """
                UPDATE migration SET bandwidth = ?, concurrency = ?, window_from = ?, window_to = ?, window_zone = ?
                WHERE id = ?
                """,
                limits.bandwidth(),
                limits.concurrency(),
                window == null ? "" : window.from().toString(),
                window == null ? "" : window.to().toString(),
                window == null ? "" : window.zone().getId(),
                id);
    }

    /** Whether the sources of a migration are still there, by its grace period. */
    static boolean withinGrace(Sql sql, UUID id) {
        return sql.one(
                """
                SELECT manifest_parts IS NULL AND (keep_source
                    OR completed_at + greatest(grace_seconds, ?) * interval '1 second' > sw_now())
                  AS within FROM migration WHERE id = ?
                """,
                row -> row.flag("within"),
                Migration.LEAST_GRACE.toSeconds(),
                id);
    }

    /**
     * Whether the rows of its files have given way to the manifest; they do not until the
     * transaction ends when they have not.
     */
    static boolean archived(Sql sql, UUID id) {
        return sql.one(
                "SELECT manifest_parts IS NOT NULL AS archived FROM migration WHERE id = ? FOR SHARE",
                row -> row.flag("archived"),
                id);
    }

    /** A node that lives and says nothing of what all must agree on: an earlier release's. */
    static Optional<String> olderNode(Sql sql) {
        return sql.first(
                """
                SELECT name FROM node
                WHERE agreed IS NULL AND heartbeat_at > sw_now() - interval '30 seconds' LIMIT 1
                """,
                row -> row.text("name"));
    }

    /** Where a rollback of a migration returns to. */
    static UUID home(Sql sql, UUID id) {
        return sql.one(
                "SELECT home_backend_id FROM migration WHERE id = ?",
                row -> row.uuid("home_backend_id"),
                id);
    }

    /** Whether another migration of the tenant began after one, and moved something. */
    static boolean followed(Sql sql, Migration m) {
        return sql.first(
                        """
                        SELECT 1 FROM migration n WHERE n.tenant_id = ? AND n.id > ?
                          AND EXISTS (SELECT FROM migration_slot s WHERE s.tenant_id = n.tenant_id
                                       AND s.migration_id = n.id AND s.migrated_files > 0)
                        """,
                        row -> true,
                        m.tenantId(),
                        m.id())
                .isPresent();
    }

    /** Whether a migration is being, or was, undone. */
    static boolean undone(Sql sql, UUID id) {
        return sql.first(
                        """
                        SELECT 1 FROM migration WHERE rollback_of = ?
                          AND state IN ('pending', 'in_progress', 'completed', 'completed_with_errors')
                        """,
                        row -> true,
                        id)
                .isPresent();
    }
}

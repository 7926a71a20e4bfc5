package dev.storeward.core.migration;

import dev.storeward.core.MigrationId;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.db.Sql;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where new files go while a migration is open, and after it. Every change of a placement locks its
 * row first, and so does the start of a migration: neither passes the other. Safe for use by
 * several threads.
 */
public final class PlacementRedirect {
    private final AuditLog audit;

    public PlacementRedirect(AuditLog audit) {
        this.audit = audit;
    }

    /**
     * A placement that was switched.
     *
     * @param before what it was, as JSON
     */
    record Switched(long version, String before) {}

    /**
     * Sends new files to the target. With a source only what named it changes, by default or by a
     * rule; without one everything goes there.
     */
    static Switched to(
            Sql sql, UUID tenantId, Endpoints.@Nullable End source, Endpoints.End target) {
        String before = RedirectTable.current(sql, tenantId);
        long version =
                source == null
                        ? RedirectTable.sendAll(sql, tenantId, target)
                        : RedirectTable.sendFrom(sql, tenantId, source, target);
        return new Switched(version, before);
    }

    /**
     * Undoes the switch of a migration that is rolled back, unless somebody changed the placement
     * since: then only what names the target changes. New files never go to the target again.
     */
    static Switched undo(
            Sql sql, UUID undone, Endpoints.End target, Endpoints.End home, UUID tenantId) {
        Switched switched = to(sql, tenantId, target, home);
        long version = RedirectTable.undo(sql, undone, target, home).orElse(switched.version());
        return new Switched(version, switched.before());
    }

    /** Puts the placement back to what it was at the start, unless somebody changed it since. */
    static void back(Sql sql, UUID migrationId) {
        RedirectTable.back(sql, migrationId);
    }

    /** Ends a migration that cannot go on. Its files stay readable where they are. */
    public void fail(Sql sql, UUID migrationId) {
        MigrationTable.fail(sql, migrationId);
        ended(sql, migrationId);
        back(sql, migrationId);
    }

    /** Tells the audit that a migration has ended by itself. */
    public void ended(Sql sql, UUID migrationId) {
        Migration migration = MigrationTable.find(sql, migrationId).orElseThrow();
        MigrationProgress progress = migration.progress();
        audit.recordOfService(
                sql,
                migration.tenantId(),
                "migration.end",
                "migration:" + MigrationId.of(migrationId),
                Map.of(
                        "status",
                        migration.state().wireName(),
                        "migrated_files",
                        progress.migratedFiles(),
                        "skipped_files",
                        progress.skippedFiles(),
                        "failed_files",
                        progress.failedFiles()));
    }
}

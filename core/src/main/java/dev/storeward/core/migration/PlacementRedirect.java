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

    /** Keeps a tenant's placement as it is until the transaction ends. */
    public void lock(Sql sql, UUID tenantId) {
        sql.first("SELECT 1 FROM placement WHERE tenant_id = ? FOR UPDATE", row -> true, tenantId);
    }

    /**
     * Sends new files to the target. With a source only what named it changes, by default or by a
     * rule; without one everything goes there.
     */
    static Switched to(
            Sql sql, UUID tenantId, Endpoints.@Nullable End source, Endpoints.End target) {
        String before =
                sql.one(
                        """
                        SELECT jsonb_build_object('backend_id', backend_id, 'rules', rules)::text AS before
                        FROM placement WHERE tenant_id = ?
                        """,
                        row -> row.text("before"),
                        tenantId);
        long version =
                source == null
                        ? sql.one(
                                """
                                UPDATE placement SET backend_id = ?::uuid, rules = '[]', version = version + 1,
                                       updated_at = sw_now()
                                WHERE tenant_id = ? RETURNING version
                                """,
                                row -> row.number("version"),
                                target.placementId(),
                                tenantId)
                        : sql.one(
                                """
                                UPDATE placement SET
                                  backend_id = CASE WHEN backend_id IS NOT DISTINCT FROM ?::uuid
                                                    THEN ?::uuid ELSE backend_id END,
                                  rules = (
                                    SELECT coalesce(jsonb_agg(
                                      CASE WHEN rule ->> 'backend_id' = ?
                                           THEN jsonb_set(rule, '{backend_id}', to_jsonb(?::text)) ELSE rule END
                                      ORDER BY n), '[]')
                                    FROM jsonb_array_elements(rules) WITH ORDINALITY AS r (rule, n)),
                                  version = version + 1, updated_at = sw_now()
                                WHERE tenant_id = ? RETURNING version
                                """,
                                row -> row.number("version"),
                                source.placementId(),
                                target.placementId(),
                                source.ruleName(),
                                target.ruleName(),
                                tenantId);
        return new Switched(version, before);
    }

    /**
     * Undoes the switch of a migration that is rolled back, unless somebody changed the placement
     * since: then only what names the target changes. New files never go to the target again.
     */
    static Switched undo(
            Sql sql, UUID undone, Endpoints.End target, Endpoints.End home, UUID tenantId) {
        Switched switched = to(sql, tenantId, target, home);
        long version =
                sql.first(
                                """
                                UPDATE placement p SET
                                  backend_id = CASE
                                    WHEN was.backend_id IS NOT DISTINCT FROM ?::uuid THEN ?::uuid
                                    WHEN was.backend_id IS NULL OR EXISTS (
                                      SELECT FROM backend b WHERE b.id = was.backend_id AND b.state = 'active')
                                      THEN was.backend_id
                                    ELSE ?::uuid END,
                                  rules = m.placement_before -> 'rules', version = p.version + 1
                                FROM migration m,
                                  LATERAL (SELECT (m.placement_before ->> 'backend_id')::uuid AS backend_id) was
                                WHERE m.id = ? AND p.tenant_id = m.tenant_id
                                  AND p.version = m.placement_version + 1
                                RETURNING p.version
                                """,
                                row -> row.number("version"),
                                target.placementId(),
                                home.placementId(),
                                home.placementId(),
                                undone)
                        .orElse(switched.version());
        return new Switched(version, switched.before());
    }

    /** Puts the placement back to what it was at the start, unless somebody changed it since. */
    static void back(Sql sql, UUID migrationId) {
        sql.update(
                """
                UPDATE placement p SET backend_id = (m.placement_before ->> 'backend_id')::uuid,
                       rules = m.placement_before -> 'rules', version = p.version + 1, updated_at = sw_now()
                FROM migration m
                WHERE m.id = ? AND p.tenant_id = m.tenant_id AND p.version = m.placement_version
                """,
                migrationId);
    }

    /** Ends a migration that cannot go on. Its files stay readable where they are. */
    public void fail(Sql sql, UUID migrationId) {
        sql.update(
                "UPDATE migration SET state = 'failed', completed_at = sw_now() WHERE id = ?",
                migrationId);
        back(sql, migrationId);
        ended(sql, migrationId);
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

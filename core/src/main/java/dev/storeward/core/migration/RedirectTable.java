package dev.storeward.core.migration;

import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.Endpoints.End;
import java.util.Optional;
import java.util.UUID;

/**
 * The rows of placements as migrations change them. Each method is one statement; those that change
 * a placement answer its new version.
 */
final class RedirectTable {
    private RedirectTable() {}

    /** What a placement says that a migration may change, as JSON. */
    static String current(Sql sql, UUID tenantId) {
        return sql.one(
                """
                SELECT jsonb_build_object('backend_id', backend_id, 'rules', rules)::text AS before
                FROM placement WHERE tenant_id = ?
                """,
                row -> row.text("before"),
                tenantId);
    }

    /** Sends every new file to the target. */
    static long sendAll(Sql sql, UUID tenantId, End target) {
        return sql.one(
                """
                UPDATE placement SET backend_id = ?::uuid, rules = '[]', version = version + 1,
                       updated_at = sw_now()
                WHERE tenant_id = ? RETURNING version
                """,
                row -> row.number("version"),
                target.placementId(),
                tenantId);
    }

    /** Sends to the target what named the source, by default or by a rule. */
    static long sendFrom(Sql sql, UUID tenantId, End source, End target) {
        return sql.one(
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
    }

    /**
     * Puts the placement back to what it was before a migration, but for what would go to its
     * target again; empty when somebody changed the placement since.
     *
     * @param home where that goes
     */
    static Optional<Long> undo(Sql sql, UUID migrationId, End target, End home) {
        return sql.first(
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
                migrationId);
    }

    /** Puts the placement back to what it was, unless somebody changed it since. */
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
}

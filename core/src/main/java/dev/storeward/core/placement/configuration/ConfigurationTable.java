package dev.storeward.core.placement.configuration;

import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import dev.storeward.core.placement.StorageKind;
import dev.storeward.core.placement.configuration.Configuration.Validation;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of configurations, and of the placements they change. */
final class ConfigurationTable {
    private static final String COLUMNS =
            "tenant_id, id, kind, backend_id, validation, message, reason, configured_at,"
                    + " configured_by_email";

    private ConfigurationTable() {}

    /** How far a configuration is. */
    enum State {
        CANDIDATE,
        ACTIVE,
        DRAINING,
        DRAINED,
        WITHDRAWN
    }

    /** A configuration as it is kept. */
    record Version(
            UUID tenantId,
            UUID id,
            StorageKind kind,
            UUID backendId,
            Validation validation,
            String message,
            String reason,
            Instant configuredAt,
            String configuredByEmail) {}

    /** Where new files go now. */
    record Placed(@Nullable UUID backendId, Instant since) {}

    /**
     * Adds a configuration.
     *
     * @param state {@code CANDIDATE} to be validated, or {@code ACTIVE} and valid
     */
    static Version insert(
            Sql sql, UUID tenantId, StorageKind kind, UUID backendId, State state, Why why) {
        return sql.one(
                "INSERT INTO placement_version (tenant_id, id, kind, backend_id, state, validation,"
                        + " reason, configured_at, configured_by, configured_by_email, due_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, sw_now(), ?, ?, sw_now())"
                        + " RETURNING "
                        + COLUMNS,
                ConfigurationTable::version,
                tenantId,
                Ids.next(),
                kind,
                backendId,
                state,
                state == State.CANDIDATE ? Validation.PENDING : Validation.VALID,
                why.reason(),
                why.caller().userId(),
                why.caller().email());
    }

    static Optional<Version> candidate(Sql sql, UUID tenantId) {
        return sql.first(
                "SELECT "
                        + COLUMNS
                        + " FROM placement_version WHERE tenant_id = ? AND state = 'candidate'",
                ConfigurationTable::version,
                tenantId);
    }

    /** The newest configuration that named a backend. */
    static Optional<Version> ofBackend(Sql sql, UUID tenantId, UUID backendId) {
        return sql.first(
                "SELECT "
                        + COLUMNS
                        + " FROM placement_version WHERE tenant_id = ? AND backend_id = ?"
                        + " ORDER BY id DESC LIMIT 1",
                ConfigurationTable::version,
                tenantId,
                backendId);
    }

    /** Takes candidates that are due and that no living node has, for this node. */
    static List<Version> claimDue(Sql sql, UUID nodeId, @Nullable UUID only, int limit) {
        return sql.list(
                """
                UPDATE placement_version SET claimed_by = ?, claimed_at = sw_now()
                WHERE (tenant_id, id) IN
                  (SELECT v.tenant_id, v.id FROM placement_version v
                   WHERE v.state = 'candidate' AND v.validation = 'pending' AND v.due_at <= sw_now()
                     AND (CAST(? AS uuid) IS NULL OR v.id = ?)
                     AND (v.claimed_by IS NULL OR v.claimed_at < sw_now() - interval '3 minutes'
                       OR NOT EXISTS (SELECT FROM node n WHERE n.id = v.claimed_by
                                       AND n.heartbeat_at > sw_now() - interval '30 seconds'))
                   ORDER BY v.due_at LIMIT ? FOR UPDATE SKIP LOCKED)
                RETURNING
                """
                        + COLUMNS,
                ConfigurationTable::version,
                nodeId,
                only,
                only,
                limit);
    }

    /** Keeps what a validation said; one that is pending is due again in a quarter of a minute. */
    static void note(Sql sql, Version version, Validation validation, String message) {
        sql.update(
                "UPDATE placement_version SET validation = ?, message = ?, claimed_by = NULL,"
                        + " due_at = sw_now() + interval '15 seconds' WHERE tenant_id = ? AND id = ?",
                validation,
                message,
                version.tenantId(),
                version.id());
    }

    static void setState(Sql sql, Version version, State state) {
        sql.update(
                "UPDATE placement_version SET state = ? WHERE tenant_id = ? AND id = ?",
                state,
                version.tenantId(),
                version.id());
    }

    /** The active one makes way for another. */
    static void drainActive(Sql sql, UUID tenantId) {
        sql.update(
                "UPDATE placement_version SET state = 'draining'"
                        + " WHERE tenant_id = ? AND state = 'active'",
                tenantId);
    }

    /** A backend that was configured here. */
    record Own(UUID id, UUID locationId) {}

    /** The tenant's own backends that were configured here and serve still. */
    static List<Own> configured(Sql sql, UUID tenantId) {
        return sql.list(
                """
                SELECT DISTINCT b.id, b.location_id FROM placement_version v
                JOIN backend b ON b.id = v.backend_id
                WHERE v.tenant_id = ? AND v.kind = 'own' AND b.state IN ('active', 'retired')
                """,
                row -> new Own(row.uuid("id"), row.uuid("location_id")),
                tenantId);
    }

    /** Notes what the last file has left; answers how many those were. */
    static int drained(Sql sql) {
        return sql.update(
                """
                UPDATE placement_version v SET state = 'drained' FROM backend b
                WHERE v.state = 'draining' AND b.id = v.backend_id AND b.state = 'forgotten'
                """);
    }

    static Placed placed(Sql sql, UUID tenantId) {
        return sql.one(
                "SELECT backend_id, updated_at FROM placement WHERE tenant_id = ?",
                row -> new Placed(row.uuidOrNull("backend_id"), row.time("updated_at")),
                tenantId);
    }

    /**
     * Sends new files elsewhere, to the root of that place. Rules stay but for those that name a
     * backend that takes no files any more.
     *
     * @param backendId null for the shared one
     * @param gone backends that rules may not name any more
     */
    static void place(Sql sql, UUID tenantId, @Nullable UUID backendId, List<UUID> gone) {
        sql.update(
                """
                UPDATE placement SET backend_id = ?, path_prefix = '', version = version + 1,
                  rules = coalesce(
                    (SELECT jsonb_agg(rule ORDER BY n)
                     FROM jsonb_array_elements(rules) WITH ORDINALITY r (rule, n)
                     WHERE NOT coalesce(rule ->> 'backend_id', '') = ANY (?)), '[]'),
                  updated_at = sw_now()
                WHERE tenant_id = ?
                """,
                backendId,
                gone.stream().map(UUID::toString).toList(),
                tenantId);
    }

    /** How many tenants' new files go to which kind of place. */
    static Map<StorageKind, Long> distribution(Sql sql) {
        return sql.one(
                """
                SELECT count(*) FILTER (WHERE b.tenant_id IS NOT NULL) AS own,
                       count(*) FILTER (WHERE b.dedicated_to IS NOT NULL) AS dedicated,
                       count(*) AS whole
                FROM placement p LEFT JOIN backend b ON b.id = p.backend_id
                """,
                row -> {
                    Map<StorageKind, Long> counts = new EnumMap<>(StorageKind.class);
                    long own = row.number("own");
                    long dedicated = row.number("dedicated");
                    counts.put(StorageKind.OWN, own);
                    counts.put(StorageKind.DEDICATED, dedicated);
                    counts.put(StorageKind.SHARED, row.number("whole") - own - dedicated);
                    return counts;
                });
    }

    private static Version version(Row row) {
        return new Version(
                row.uuid("tenant_id"),
                row.uuid("id"),
                row.constant("kind", StorageKind.class),
                row.uuid("backend_id"),
                row.constant("validation", Validation.class),
                row.text("message"),
                row.text("reason"),
                row.time("configured_at"),
                row.text("configured_by_email"));
    }
}

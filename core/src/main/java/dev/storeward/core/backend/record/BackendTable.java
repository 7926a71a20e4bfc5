package dev.storeward.core.backend.record;

import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.Backend.Health;
import dev.storeward.core.backend.Backend.State;
import dev.storeward.core.backend.LabelledBackend;
import dev.storeward.core.backend.ProfileJson;
import dev.storeward.core.backend.verification.CheckJson;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import dev.storeward.store.connector.BackendSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

public final class BackendTable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> SETTINGS = new TypeReference<>() {};
    static final String COLUMNS =
            "id, tenant_id, dedicated_to, name, display_name, location_id, connector, settings::text AS settings,"
                    + " state, profile::text AS profile, checks::text AS checks, health,"
                    + " last_verified_at, credential_version, created_at, updated_at";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM backend ";
    private static final String LABELLED =
            "SELECT "
                    + COLUMNS
                    + ", coalesce(label, connector) AS label"
                    + " FROM backend LEFT JOIN backend_label ON backend_id = id ";

    private BackendTable() {}

    /**
     * What a new row needs.
     *
     * @param proven whether its place proved itself, or is the operator's
     */
    public record NewRow(
            UUID id,
            @Nullable UUID tenantId,
            @Nullable UUID dedicatedTo,
            String name,
            String displayName,
            UUID locationId,
            BackendSpec spec,
            State state,
            boolean proven) {}

    public static Backend insert(Sql sql, NewRow row) {
        return sql.one(
                "INSERT INTO backend (id, tenant_id, dedicated_to, name, display_name, location_id,"
                        + " connector, settings, state, credential_version, proven, created_at,"
                        + " updated_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, sw_now(), sw_now())"
                        + " RETURNING "
                        + COLUMNS,
                BackendTable::backend,
                row.id(),
                row.tenantId(),
                row.dedicatedTo(),
                row.name(),
                row.displayName(),
                row.locationId(),
                row.spec().connector(),
                json(row.spec()),
                row.state(),
                row.proven());
    }

    public static Optional<Backend> find(Sql sql, UUID id) {
        return sql.first(
                SELECT + "WHERE id = ? AND state IN ('active', 'retired')",
                BackendTable::backend,
                id);
    }

    public static Optional<Backend> lock(Sql sql, UUID id) {
        return sql.first(
                SELECT + "WHERE id = ? AND state IN ('active', 'retired') FOR UPDATE",
                BackendTable::backend,
                id);
    }

    public static Optional<Backend> active(Sql sql, @Nullable UUID tenantId, String name) {
        return sql.first(
                SELECT
                        + "WHERE tenant_id IS NOT DISTINCT FROM ? AND name = ? AND state = 'active'"
                        + " FOR UPDATE",
                BackendTable::backend,
                tenantId,
                name);
    }

    public static Optional<Backend> named(Sql sql, UUID tenantId, String name) {
        return sql.first(
                SELECT + "WHERE tenant_id = ? AND name = ? AND state = 'active'",
                BackendTable::backend,
                tenantId,
                name);
    }

    /** The operator's active backend that is for one tenant alone. */
    public static Optional<Backend> dedicated(Sql sql, UUID tenantId) {
        return sql.first(
                SELECT + "WHERE tenant_id IS NULL AND dedicated_to = ? AND state = 'active'",
                BackendTable::backend,
                tenantId);
    }

    /** The tenants that have a bucket of their own at the operator's. */
    public static List<UUID> dedicatedTenants(Sql sql) {
        return sql.list(
                "SELECT dedicated_to FROM backend WHERE dedicated_to IS NOT NULL AND state = 'active'",
                row -> row.uuid("dedicated_to"));
    }

    public static Optional<Backend> inAnyState(Sql sql, UUID id) {
        return sql.first(SELECT + "WHERE id = ?", BackendTable::backend, id);
    }

    /** Whether a location is, or was, one tenant's alone. */
    public static boolean dedicatedToAnyone(Sql sql, UUID locationId) {
        return sql.first(
                        "SELECT 1 FROM backend WHERE location_id = ? AND name LIKE 'dedicated-%'"
                                + " AND tenant_id IS NULL LIMIT 1",
                        row -> true, locationId)
                .orElse(false);
    }

    /** Whether the operator's location is in use for somebody else than this tenant. */
    public static boolean usedForOthers(Sql sql, UUID locationId, @Nullable UUID tenantId) {
        return sql.first(
                        "SELECT 1 FROM backend WHERE location_id = ? AND dedicated_to IS DISTINCT FROM ?"
                                + " LIMIT 1",
                        row -> true,
                        locationId,
                        tenantId)
                .orElse(false);
    }

    /** The backends that reach a location. */
    public static List<Backend> at(Sql sql, UUID locationId) {
        return sql.list(
                SELECT + "WHERE location_id = ? AND state IN ('active', 'retired') FOR UPDATE",
                BackendTable::backend,
                locationId);
    }

    /** Whether the backend ever proved that it may use its place. */
    public static boolean proven(Sql sql, UUID id) {
        return sql.first("SELECT 1 FROM backend WHERE id = ? AND proven", row -> true, id)
                .orElse(false);
    }

    public static boolean nameTaken(Sql sql, UUID tenantId, String name) {
        return sql.first(
                        "SELECT 1 FROM backend WHERE tenant_id = ? AND name = ? AND state = 'active'",
                        row -> true,
                        tenantId,
                        name)
                .orElse(false);
    }

    /** How many backends a tenant has, counted up to a most. */
    public static int countOf(Sql sql, UUID tenantId, int most) {
        return sql.one(
                "SELECT count(*) AS n FROM (SELECT FROM backend"
                        + " WHERE tenant_id = ? AND state <> 'forgotten' LIMIT ?) listed",
                row -> Math.toIntExact(row.number("n")),
                tenantId,
                most);
    }

    /** The external id of a tenant; empty when there is no such tenant. */
    public static Optional<UUID> externalId(Sql sql, UUID tenantId) {
        return sql.first(
                "SELECT external_id FROM tenant WHERE id = ? AND deleted_at IS NULL",
                row -> row.uuid("external_id"),
                tenantId);
    }

    public static List<Backend> ofTenant(Sql sql, UUID tenantId, UUID after, int limit) {
        return sql.list(
                SELECT
                        + "WHERE tenant_id = ? AND id > ? AND state IN ('active', 'retired')"
                        + " ORDER BY id LIMIT ?",
                BackendTable::backend,
                tenantId,
                after,
                limit);
    }

    /** The newest first of those that are older than a given one. */
    public static List<Backend> olderThan(Sql sql, UUID tenantId, UUID id, int limit) {
        return sql.list(
                SELECT
                        + "WHERE tenant_id = ? AND id < ? AND state IN ('active', 'retired')"
                        + " ORDER BY id DESC LIMIT ?",
                BackendTable::backend,
                tenantId,
                id,
                limit);
    }

    /** The oldest first of those that are newer than a given one. */
    public static List<Backend> newerThan(Sql sql, UUID tenantId, UUID id, int limit) {
        return ofTenant(sql, tenantId, id, limit);
    }

    public static void label(Sql sql, UUID id, String label) {
        sql.update("INSERT INTO backend_label (backend_id, label) VALUES (?, ?)", id, label);
    }

    public static Optional<LabelledBackend> activeLabelled(Sql sql, UUID tenantId, String name) {
        return sql.first(
                LABELLED + "WHERE tenant_id = ? AND name = ? AND state = 'active'",
                BackendTable::labelled,
                tenantId,
                name);
    }

    public static List<LabelledBackend> activeLabelled(
            Sql sql, UUID tenantId, UUID after, int limit) {
        return sql.list(
                LABELLED
                        + "WHERE tenant_id = ? AND id > ? AND state = 'active' ORDER BY id LIMIT ?",
                BackendTable::labelled,
                tenantId,
                after,
                limit);
    }

    /** Whether a backend of this name is or ever was. */
    public static boolean everNamed(Sql sql, UUID tenantId, String name) {
        return sql.first(
                        "SELECT 1 FROM backend WHERE tenant_id = ? AND name = ?"
                                + " AND state <> 'candidate' LIMIT 1",
                        row -> true,
                        tenantId,
                        name)
                .orElse(false);
    }

    public static void setState(Sql sql, UUID id, State state) {
        sql.update("UPDATE backend SET state = ?, updated_at = sw_now() WHERE id = ?", state, id);
    }

    public static void rename(Sql sql, UUID id, String name) {
        sql.update("UPDATE backend SET name = ?, updated_at = sw_now() WHERE id = ?", name, id);
    }

    public static void replaceSpec(Sql sql, UUID id, BackendSpec spec, int credentialVersion) {
        sql.update(
                "UPDATE backend SET settings = ?, credential_version = ?, revision = revision + 1,"
                        + " updated_at = sw_now() WHERE id = ?",
                json(spec),
                credentialVersion,
                id);
    }

    private static Sql.Json json(BackendSpec spec) {
        return new Sql.Json(JSON.writeValueAsString(spec.settings()));
    }

    private static LabelledBackend labelled(Row row) {
        return new LabelledBackend(backend(row), row.text("label"));
    }

    static Backend backend(Row row) {
        return new Backend(
                row.uuid("id"),
                row.uuidOrNull("tenant_id"),
                row.uuidOrNull("dedicated_to"),
                row.text("name"),
                row.text("display_name"),
                row.uuid("location_id"),
                new BackendSpec(
                        row.text("connector"),
                        JSON.readValue(row.text("settings"), SETTINGS),
                        ProfileJson.read(row.text("profile"))),
                row.constant("state", State.class),
                Math.toIntExact(row.number("credential_version")),
                row.constant("health", Health.class),
                row.timeOrNull("last_verified_at"),
                CheckJson.read(row.text("checks")),
                row.time("created_at"),
                row.time("updated_at"));
    }
}

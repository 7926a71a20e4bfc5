package dev.storeward.core.backend.registry;

import dev.storeward.core.backend.registry.Backend.State;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import dev.storeward.store.BackendSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

final class BackendTable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> SETTINGS = new TypeReference<>() {};
    private static final String COLUMNS =
            "id, tenant_id, name, display_name, location_id, connector, settings::text AS settings,"
                    + " state, credential_version, created_at, updated_at";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM backend ";
    private static final int COUNTED = 1000;

    private BackendTable() {}

    /** What a new row needs. */
    record NewRow(
            UUID id,
            @Nullable UUID tenantId,
            String name,
            String displayName,
            UUID locationId,
            BackendSpec spec) {}

    static Backend insert(Sql sql, NewRow row) {
        return sql.one(
                "INSERT INTO backend (id, tenant_id, name, display_name, location_id, connector,"
                        + " settings, state, credential_version, created_at, updated_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, 'active', 1, sw_now(), sw_now()) RETURNING "
                        + COLUMNS,
                BackendTable::backend,
                row.id(),
                row.tenantId(),
                row.name(),
                row.displayName(),
                row.locationId(),
                row.spec().connector(),
                json(row.spec()));
    }

    static Optional<Backend> find(Sql sql, UUID id) {
        return sql.first(
                SELECT + "WHERE id = ? AND state <> 'forgotten'", BackendTable::backend, id);
    }

    static Optional<Backend> lock(Sql sql, UUID id) {
        return sql.first(
                SELECT + "WHERE id = ? AND state <> 'forgotten' FOR UPDATE",
                BackendTable::backend,
                id);
    }

    static Optional<Backend> active(Sql sql, @Nullable UUID tenantId, String name) {
        return sql.first(
                SELECT
                        + "WHERE tenant_id IS NOT DISTINCT FROM ? AND name = ? AND state = 'active'"
                        + " FOR UPDATE",
                BackendTable::backend,
                tenantId,
                name);
    }

    static boolean nameTaken(Sql sql, UUID tenantId, String name) {
        return sql.first(
                        "SELECT 1 FROM backend WHERE tenant_id = ? AND name = ? AND state = 'active'",
                        row -> true,
                        tenantId,
                        name)
                .orElse(false);
    }

    static boolean tenantExists(Sql sql, UUID tenantId) {
        return sql.first("SELECT 1 FROM tenant WHERE id = ?", row -> true, tenantId).orElse(false);
    }

    static List<Backend> ofTenant(Sql sql, UUID tenantId, UUID after, int limit) {
        return sql.list(
                SELECT
                        + "WHERE tenant_id = ? AND id > ? AND state <> 'forgotten'"
                        + " ORDER BY id LIMIT ?",
                BackendTable::backend,
                tenantId,
                after,
                limit);
    }

    /** The newest first of those that are older than a given one. */
    static List<Backend> olderThan(Sql sql, UUID tenantId, UUID id, int limit) {
        return sql.list(
                SELECT
                        + "WHERE tenant_id = ? AND id < ? AND state <> 'forgotten'"
                        + " ORDER BY id DESC LIMIT ?",
                BackendTable::backend,
                tenantId,
                id,
                limit);
    }

    /** The oldest first of those that are newer than a given one. */
    static List<Backend> newerThan(Sql sql, UUID tenantId, UUID id, int limit) {
        return ofTenant(sql, tenantId, id, limit);
    }

    static void setState(Sql sql, UUID id, State state) {
        sql.update("UPDATE backend SET state = ?, updated_at = sw_now() WHERE id = ?", state, id);
    }

    static void replaceSpec(Sql sql, UUID id, BackendSpec spec, int credentialVersion) {
        sql.update(
                "UPDATE backend SET settings = ?, credential_version = ?, updated_at = sw_now()"
                        + " WHERE id = ?",
                json(spec),
                credentialVersion,
                id);
    }

    /**
     * What depends on a backend.
     *
     * @param objects files' objects only this backend reaches, at most one above {@value #COUNTED}
     * @param awaitingPurge whether deleted objects must still be removed through it
     * @param placement whether it is where new files go
     */
    record Dependents(long objects, boolean awaitingPurge, boolean placement) {
        boolean none() {
            return objects == 0 && !placement;
        }

        String sentence() {
            String files =
                    objects > COUNTED
                            ? "more than " + COUNTED + " files lie on it"
                            : objects + (objects == 1 ? " file lies on it" : " files lie on it");
            if (objects == 0) {
                return "new files go to it";
            }
            return placement ? files + " and new files go to it" : files;
        }
    }

    static Dependents dependents(Sql sql, Backend backend) {
        return sql.one(
                """
                SELECT
                  CASE WHEN EXISTS (SELECT FROM backend b WHERE b.location_id = own.location_id
                                     AND b.id <> own.id AND b.state IN ('active', 'retired'))
                    THEN 0
                    ELSE (SELECT count(*) FROM (SELECT FROM object o
                           WHERE o.tenant_id = own.tenant_id AND o.location_id = own.location_id
                             AND o.state IN ('writing', 'live') LIMIT ?) live) END AS objects,
                  EXISTS (SELECT FROM object o WHERE o.tenant_id = own.tenant_id
                           AND o.location_id = own.location_id
                           AND o.state IN ('doomed', 'purging')) AS awaiting_purge,
                  EXISTS (SELECT FROM placement p WHERE p.backend_id = own.id) AS placement
                FROM backend own WHERE own.id = ?
                """,
                row ->
                        new Dependents(
                                row.number("objects"),
                                row.flag("awaiting_purge"),
                                row.flag("placement")),
                COUNTED + 1,
                backend.id());
    }

    /** The retired backends of tenants on whose places nothing is left. */
    static List<UUID> emptyRetired(Sql sql, int limit) {
        return sql.list(
                """
                SELECT b.id FROM backend b
                WHERE b.state = 'retired' AND b.tenant_id IS NOT NULL
                  AND NOT EXISTS (SELECT FROM object o WHERE o.tenant_id = b.tenant_id
                                   AND o.location_id = b.location_id AND o.state <> 'purged')
                LIMIT ? FOR UPDATE SKIP LOCKED
                """,
                row -> row.uuid("id"),
                limit);
    }

    private static Sql.Json json(BackendSpec spec) {
        return new Sql.Json(JSON.writeValueAsString(spec.settings()));
    }

    private static Backend backend(Row row) {
        return new Backend(
                row.uuid("id"),
                row.uuidOrNull("tenant_id"),
                row.text("name"),
                row.text("display_name"),
                row.uuid("location_id"),
                new BackendSpec(
                        row.text("connector"), JSON.readValue(row.text("settings"), SETTINGS)),
                row.constant("state", State.class),
                Math.toIntExact(row.number("credential_version")),
                row.time("created_at"),
                row.time("updated_at"));
    }
}

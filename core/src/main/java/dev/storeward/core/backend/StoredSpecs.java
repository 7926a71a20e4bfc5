package dev.storeward.core.backend;

import dev.storeward.core.db.Tx;
import dev.storeward.store.StoreException;
import dev.storeward.store.connector.BackendSpec;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Specifications as they are kept with their backends. Safe for use by several threads. */
public final class StoredSpecs implements SpecSource {
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, String>> SETTINGS = new TypeReference<>() {};

    private final Tx tx;

    public StoredSpecs(Tx tx) {
        this.tx = tx;
    }

    @Override
    public BackendSpec specOf(BackendAccess access) {
        UUID tenantId = access.tenantId();
        Tx.Scope scope = tenantId == null ? tx.forSystem() : tx.forTenant(tenantId);
        return scope.statement(sql -> BackendAccessTable.kept(sql, access.backendId()))
                .map(kept ->
                        new BackendSpec(
                                access.connector(),
                                JSON.readValue(kept.settings(), SETTINGS),
                                ProfileJson.read(kept.profile())))
                .orElseThrow(() ->
                        new StoreException(
                                StoreException.Code.UNREACHABLE,
                                "The storage configuration " + access.name() + " was deleted."));
    }
}

package dev.storeward.core.backend;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.Outbound;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The opened stores of this node, one for each backend, version of its credential and revision of
 * its settings and profile, so that what is new takes effect with the next row read. Safe for use
 * by several threads.
 */
public final class Stores implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, String>> SETTINGS = new TypeReference<>() {};

    private final Map<String, Connector> connectors;
    private final CredentialSource credentials;
    private final Outbound tenantsOutbound;
    private final Outbound operatorsOutbound;
    private final UnaryOperator<ObjectStore> decorator;
    private final Cache<Opened, ObjectStore> opened;

    private record Opened(UUID backendId, int credentialVersion, int revision) {}

    /**
     * @param connectors by name
     * @param tenantsOutbound the gate for tenants' own backends
     * @param operatorsOutbound the gate for what the operator configured
     * @param decorator what every store passes, such as metrics
     */
    public Stores(
            Map<String, Connector> connectors,
            CredentialSource credentials,
            Outbound tenantsOutbound,
            Outbound operatorsOutbound,
            UnaryOperator<ObjectStore> decorator) {
        this.connectors = Map.copyOf(connectors);
        this.credentials = credentials;
        this.tenantsOutbound = tenantsOutbound;
        this.operatorsOutbound = operatorsOutbound;
        this.decorator = decorator;
        this.opened =
                Caffeine.newBuilder()
                        .maximumSize(10_000)
                        .evictionListener(
                                (@Nullable Opened key,
                                        @Nullable ObjectStore store,
                                        RemovalCause cause) -> {
                                    if (store != null) {
                                        store.close();
                                    }
                                })
                        .build();
    }

    /**
     * The store of a backend; opening makes no request.
     *
     * @param place what to call the place in an error, such as its bucket; a folder of this machine
     *     is not told
     * @throws StoreException {@code UNREACHABLE} when no backend reaches the place any more
     */
    public ObjectStore open(@Nullable BackendAccess access, String place) {
        if (access == null) {
            throw new StoreException(
                    StoreException.Code.UNREACHABLE,
                    "The storage configuration of "
                            + (place.startsWith("/") ? "the folder" : "the bucket " + place)
                            + " was deleted. Register the same place again to reach its files.");
        }
        Opened key = new Opened(access.backendId(), access.credentialVersion(), access.revision());
        ObjectStore store = opened.getIfPresent(key);
        if (store != null) {
            return store;
        }
        // The credential is read before the cache's lock is taken: it costs a query.
        ObjectStore fresh = openNow(access);
        ObjectStore earlier = opened.asMap().putIfAbsent(key, fresh);
        if (earlier != null) {
            fresh.close();
            return earlier;
        }
        return fresh;
    }

    private ObjectStore openNow(BackendAccess access) {
        Connector connector = connectors.get(access.connector());
        if (connector == null) {
            throw new StoreException(
                    StoreException.Code.INVALID,
                    "This server has no connector named " + access.connector() + ".");
        }
        Map<String, String> settings = JSON.readValue(access.settings(), SETTINGS);
        return new GuardedStore(
                decorator.apply(
                        connector.open(
                                new BackendSpec(
                                        access.connector(),
                                        settings,
                                        ProfileJson.read(access.profile())),
                                credentials.credentialOf(access),
                                access.tenantId() == null ? operatorsOutbound : tenantsOutbound)));
    }

    @Override
    public void close() {
        opened.asMap().values().forEach(ObjectStore::close);
        opened.invalidateAll();
    }
}

package dev.storeward.core.backend;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.connector.Profile;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The opened stores of this node, one for each backend, version of its credential and revision of
 * its settings and profile, so that what is new takes effect with the next row read. Safe for use
 * by several threads.
 */
public final class Stores implements AutoCloseable {
    private final Map<String, Connector> connectors;
    private final SpecSource specs;
    private final CredentialSource credentials;
    private final Outbound tenantsOutbound;
    private final Outbound operatorsOutbound;
    private final UnaryOperator<ObjectStore> decorator;
    private final Cache<Opened, Ready> opened;

    private record Opened(UUID backendId, int credentialVersion, int revision) {
        static Opened of(BackendAccess access) {
            return new Opened(access.backendId(), access.credentialVersion(), access.revision());
        }
    }

    /** A store as this server's own work asks it and, behind a breaker, as clients' requests do. */
    private record Ready(
            ObjectStore store, BreakingStore ofRequests, Breaker breaker, Profile profile) {}

    /**
     * @param connectors by name
     * @param tenantsOutbound the gate for tenants' own backends
     * @param operatorsOutbound the gate for what the operator configured
     * @param decorator what every store passes, such as metrics
     */
    public Stores(
            Map<String, Connector> connectors,
            SpecSource specs,
            CredentialSource credentials,
            Outbound tenantsOutbound,
            Outbound operatorsOutbound,
            UnaryOperator<ObjectStore> decorator) {
        this.connectors = Map.copyOf(connectors);
        this.specs = specs;
        this.credentials = credentials;
        this.tenantsOutbound = tenantsOutbound;
        this.operatorsOutbound = operatorsOutbound;
        this.decorator = decorator;
        this.opened =
                Caffeine.newBuilder()
                        .maximumSize(10_000)
                        .evictionListener(
                                (@Nullable Opened key,
                                        @Nullable Ready ready,
                                        RemovalCause cause) -> {
                                    if (ready != null) {
                                        ready.store().close();
                                    }
                                })
                        .build();
    }

    /**
     * The store of a backend for this server's own work, which paces itself when a place gives no
     * answers; opening makes no request.
     *
     * @param place what to call the place in an error, such as its bucket; a folder of this machine
     *     is not told
     * @throws StoreException {@code UNREACHABLE} when no backend reaches the place any more
     */
    public ObjectStore open(@Nullable BackendAccess access, String place) {
        return ready(known(access, place)).store();
    }

    /**
     * As {@link #open} for the request of a client: a backend that left several of those without an
     * answer is refused at once for a while.
     */
    public ObjectStore openForRequest(@Nullable BackendAccess access, String place) {
        return ready(known(access, place)).ofRequests();
    }

    /**
     * Passes a backend that requests may ask now.
     *
     * @throws RestingException when it left several without an answer
     */
    public void requireAwake(BackendAccess access) {
        Ready ready = opened.getIfPresent(Opened.of(access));
        if (ready != null) {
            ready.breaker().requireAwake();
        }
    }

    /** What a backend was proven to do. */
    public Profile profile(BackendAccess access) {
        return ready(access).profile();
    }

    private static BackendAccess known(@Nullable BackendAccess access, String place) {
        if (access == null) {
            throw new StoreException(
                    StoreException.Code.UNREACHABLE,
                    "The storage configuration of "
                            + (place.startsWith("/") ? "the folder" : "the bucket " + place)
                            + " was deleted. Register the same place again to reach its files.");
        }
        return access;
    }

    private Ready ready(BackendAccess access) {
        Opened key = Opened.of(access);
        Ready known = opened.getIfPresent(key);
        if (known != null) {
            return known;
        }
        // What opens it is read before the cache's lock is taken: it costs two queries.
        Ready fresh = openNow(access);
        Ready earlier = opened.asMap().putIfAbsent(key, fresh);
        if (earlier != null) {
            fresh.store().close();
            return earlier;
        }
        return fresh;
    }

    private Ready openNow(BackendAccess access) {
        Connector connector = connectors.get(access.connector());
        if (connector == null) {
            throw new StoreException(
                    StoreException.Code.INVALID,
                    "This server has no connector named " + access.connector() + ".");
        }
        BackendSpec spec = specs.specOf(access);
        ObjectStore store =
                connector.openKnown(
                        spec,
                        credentials.credentialOf(access),
                        access.tenantId() == null ? operatorsOutbound : tenantsOutbound);
        ObjectStore guarded = new GuardedStore(decorator.apply(store));
        Breaker breaker = new Breaker(access.backendId().toString(), System::nanoTime);
        return new Ready(guarded, new BreakingStore(guarded, breaker), breaker, spec.profile());
    }

    @Override
    public void close() {
        opened.asMap().values().forEach(ready -> ready.store().close());
        opened.invalidateAll();
    }
}

package dev.storeward.server.proof.neighbour;

import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.backend.registry.NewBackend;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.neighbour.Platform.Tenancy;
import dev.storeward.store.Secret;
import dev.storeward.testkit.server.Fault;
import dev.storeward.testkit.server.FaultProxy;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;

/**
 * Places of tenants that work while they are registered and fall ill afterwards, each in its way,
 * until they are closed.
 */
final class IllStores implements AutoCloseable {
    private final Map<Illness, FaultProxy> proxies = new EnumMap<>(Illness.class);
    private final S3Server server;
    private final Random random;

    /** What becomes of a store. */
    enum Illness {
        /** Takes every connection and never answers. */
        SILENT,
        /** Says stored what is not, there what is gone, and tells other lengths and digests. */
        LYING,
        /** Takes nothing more. */
        FULL
    }

    private IllStores(S3Server server, Random random) {
        this.server = server;
        this.random = random;
        for (Illness illness : Illness.values()) {
            proxies.put(illness, FaultProxy.to(server.endpoint()));
        }
    }

    static IllStores start(Random random) {
        return new IllStores(S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY), random);
    }

    /**
     * Registers a place that is to fall ill, and sends a tenant's new files there if asked. Those
     * that are to lie are proven first, as what was found of them is believed, and so are those
     * that files are to be moved to.
     */
    UUID give(RunningServer running, Tenancy tenancy, Illness illness, boolean newFiles) {
        FaultProxy proxy = proxy(illness);
        Map<String, Secret> values = new HashMap<>();
        server.through(proxy.endpoint())
                .settings()
                .forEach((field, value) -> values.put(field, Secret.of(value)));
        values.put("prefix", Secret.of("ill-" + UUID.randomUUID()));
        boolean proven = illness == Illness.LYING || !newFiles;
        UUID backend =
                running.service(Backends.class)
                        .register(
                                running.admin(),
                                tenancy.id(),
                                new NewBackend("ill", "s3", values, proven),
                                InSameTransaction.nothing())
                        .id();
        if (newFiles) {
            running.tx()
                    .forSystem()
                    .statement(sql ->
                            sql.update(
                                    "UPDATE placement SET backend_id = ?, version = version + 1"
                                            + " WHERE tenant_id = ?",
                                    backend,
                                    tenancy.id()));
        }
        return backend;
    }

    private FaultProxy proxy(Illness illness) {
        return Objects.requireNonNull(proxies.get(illness));
    }

    void fall() {
        proxies.forEach((illness, proxy) -> proxy.set(fault(illness)));
    }

    private Fault fault(Illness illness) {
        return switch (illness) {
            case SILENT -> new Fault.BlackHole();
            case FULL -> new Fault.Answer("507 Insufficient Storage");
            case LYING ->
                    new Fault.OfCalls(
                            90,
                            List.of(
                                    new Fault.WrongEtag(),
                                    new Fault.Answer("200 OK"),
                                    new Fault.Answer("404 Not Found"),
                                    new Fault.Answer("412 Precondition Failed")),
                            random);
        };
    }

    /** How many connections the silent stores were given so far. */
    long waitedFor() {
        return proxy(Illness.SILENT).connections();
    }

    /** Breaks off every connection: who waits for an answer learns that there is none. */
    @Override
    public void close() {
        proxies.values().forEach(FaultProxy::close);
    }
}

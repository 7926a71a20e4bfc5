package dev.storeward.core.migration;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.backend.StoredSpecs;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Tx;
import dev.storeward.core.migration.engine.Engine;
import dev.storeward.core.migration.engine.EngineSettings;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.memory.MemoryStore;
import dev.storeward.store.outbound.AddressGate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A node that works on migrations and dies when told: all its threads stop where they are, holding
 * what they hold, and may come back to life later as if they had only slept.
 */
final class ModelNode implements ScriptedStore.Around, AutoCloseable {
    private static final Outbound NOWHERE =
            AddressGate.operator(host -> List.of(), Duration.ofSeconds(1), Duration.ofSeconds(1));

    /** Whether anything else happens around a call. */
    interface Interlude {
        void play(ObjectKey key, Trouble.Fault fault);
    }

    /** How a node that stopped goes on. */
    private enum Waking {
        AS_BEFORE,
        WITHOUT_ITS_CALL,
        NEVER
    }

    final UUID id = Ids.next();
    final Stores stores;
    final Engine engine;
    private final Interlude interlude;
    private final AtomicInteger callsLeft = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger looksLeft = new AtomicInteger();
    private final CountDownLatch slept = new CountDownLatch(1);
    private final CountDownLatch woken = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean dead;
    private volatile Waking waking = Waking.NEVER;
    private @Nullable Thread thread;

    /** Thrown in a node that is buried. */
    private static final class Buried extends Error {
        private static final long serialVersionUID = 1;
    }

    ModelNode(
            CoreFixture core,
            Map<String, MemoryStore> buckets,
            Trouble trouble,
            boolean lies,
            int batch,
            Interlude interlude) {
        this(core, buckets, trouble, lies, batch, interlude, Duration.ZERO);
    }

    /**
     * @param rest how long it asks nothing of a place that fails one file after the other
     */
    ModelNode(
            CoreFixture core,
            Map<String, MemoryStore> buckets,
            Trouble trouble,
            boolean lies,
            int batch,
            Interlude interlude,
            Duration rest) {
        this.interlude = interlude;
        this.stores =
                stores(
                        core.tx,
                        name ->
                                new ScriptedStore(
                                        bucket(buckets, name), name, trouble, this, lies));
        this.engine =
                new Engine(
                        core.tx,
                        stores,
                        new PlacementRedirect(core.audit),
                        new EngineSettings(
                                id,
                                InstantSource.system(),
                                8,
                                4,
                                null,
                                batch,
                                Duration.ofSeconds(5),
                                Duration.ZERO,
                                rest));
    }

    static MemoryStore bucket(Map<String, MemoryStore> buckets, String name) {
        return buckets.computeIfAbsent(name, n -> new MemoryStore(InstantSource.system()));
    }

    /** Stores over buckets that are opened by their names. */
    static Stores stores(Tx tx, java.util.function.Function<String, ObjectStore> open) {
        Connector connector =
                new Connector() {
                    @Override
                    public ConnectorSchema schema() {
                        return new ConnectorSchema("test", "Test", false, List.of());
                    }

                    @Override
                    public Place place(BackendSpec spec) {
                        return new Place("test", spec.get("bucket"), "");
                    }

                    @Override
                    public ObjectStore open(
                            BackendSpec spec, Credential credential, Outbound outbound) {
                        return open.apply(spec.get("bucket"));
                    }
                };
        return new Stores(
                new ConcurrentHashMap<>(Map.of("test", connector)),
                new StoredSpecs(tx),
                access -> Credential.none(),
                NOWHERE,
                NOWHERE,
                store -> store);
    }

    @Override
    public void before(ObjectKey key, Trouble.Fault fault) {
        boolean last = callsLeft.getAndDecrement() == 1;
        if (dead || (last && fault.chance().nextBoolean())) {
            sleep();
        }
        interlude.play(key, fault);
    }

    @Override
    public void after(ObjectKey key, Trouble.Fault fault) {
        if (dead || callsLeft.get() <= 0) {
            sleep();
        }
    }

    private void sleep() {
        dead = true;
        slept.countDown();
        try {
            woken.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Buried();
        }
        switch (waking) {
            case AS_BEFORE -> {}
            case WITHOUT_ITS_CALL ->
                    throw new StoreException(Code.UNREACHABLE, "The call ran out of time.");
            case NEVER -> throw new Buried();
        }
    }

    private boolean stopping() {
        if (dead && woken.getCount() > 0) {
            slept.countDown();
            try {
                woken.await();
            } catch (InterruptedException e) {
                throw new Buried();
            }
        }
        if (waking == Waking.NEVER && woken.getCount() == 0) {
            throw new Buried();
        }
        return looksLeft.decrementAndGet() < 0;
    }

    /**
     * Works on a piece until it is left or the node dies.
     *
     * @param calls to stores until it dies
     * @param looks until it is told to stop
     * @return whether the node lives
     */
    boolean work(String piece, int calls, int looks) throws InterruptedException {
        callsLeft.set(calls);
        looksLeft.set(looks);
        Thread worker =
                Thread.ofVirtual()
                        .unstarted(() -> {
                            try {
                                engine.work(piece, this::stopping);
                            } catch (Buried e) {
                                // As it was told.
                            } catch (Throwable e) {
                                failure.set(e);
                            }
                        });
        thread = worker;
        worker.start();
        while (!worker.join(Duration.ofMillis(2))) {
            if (dead) {
                // Whoever is between two calls comes to the next one, and stops there.
                TimeUnit.MILLISECONDS.sleep(5);
                return false;
            }
        }
        rethrow();
        return !dead;
    }

    private void rethrow() {
        Throwable thrown = failure.getAndSet(null);
        if (thrown != null) {
            throw new AssertionError("the engine threw", thrown);
        }
    }

    /**
     * Lets a dead node go on as if it had slept.
     *
     * @param late whether the calls it was in have run out of time meanwhile
     */
    void wake(boolean late) throws InterruptedException {
        waking = late ? Waking.WITHOUT_ITS_CALL : Waking.AS_BEFORE;
        callsLeft.set(Integer.MAX_VALUE);
        dead = false;
        woken.countDown();
        join();
        rethrow();
    }

    private void join() throws InterruptedException {
        Thread worker = thread;
        if (worker != null && !worker.join(Duration.ofSeconds(60))) {
            throw new AssertionError("the engine does not end");
        }
    }

    /** Ends the node for good: nothing it does any more reaches a store. */
    @Override
    public void close() {
        if (dead) {
            waking = Waking.NEVER;
            woken.countDown();
        }
        try {
            join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stores.close();
    }
}

package dev.storeward.core.migration.engine;

import dev.storeward.core.backend.Stores;
import dev.storeward.core.db.Tx;
import dev.storeward.core.job.LongWork;
import dev.storeward.core.migration.PlacementRedirect;
import dev.storeward.core.migration.engine.SnapshotTable.Demand;
import dev.storeward.core.migration.share.NodeShares;
import dev.storeward.core.migration.share.PlaceBreakers;
import dev.storeward.core.migration.share.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Works on migrations: a piece of work is a slot of one, {@code <migration>/<slot>}. Any node may
 * work on any slot, and two that work on the same one by mistake do each other no harm. Safe for
 * use by several threads.
 */
public final class Engine implements LongWork.Worker {
    private static final Duration ELSEWHERE = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofSeconds(5);

    private final Tx tx;
    private final Stores stores;
    private final PlacementRedirect placements;
    private final EngineSettings settings;
    private final Throttle nodeThrottle;
    private final NodeShares shares;
    private final PlaceBreakers<SlotContext.Fault> breakers;

    public Engine(Tx tx, Stores stores, PlacementRedirect placements, EngineSettings settings) {
        this.tx = tx;
        this.stores = stores;
        this.placements = placements;
        this.settings = settings;
        this.nodeThrottle = new Throttle(settings.bandwidth());
        this.shares = new NodeShares(settings.slots(), settings.filesAtOnce());
        this.breakers = new PlaceBreakers<>(settings.clock(), settings.rest());
    }

    Tx tx() {
        return tx;
    }

    Stores stores() {
        return stores;
    }

    PlacementRedirect placements() {
        return placements;
    }

    EngineSettings settings() {
        return settings;
    }

    NodeShares shares() {
        return shares;
    }

    PlaceBreakers<SlotContext.Fault> breakers() {
        return breakers;
    }

    /** Lets bytes of a migration pass, in turn with others; false when it was stopped. */
    boolean pass(UUID migration, int bytes, BooleanSupplier stopped) throws InterruptedException {
        return settings.bandwidth() == null
                || shares.inTurn(migration, stopped, () -> nodeThrottle.take(bytes, stopped));
    }

    /** The pieces that open migrations consist of; for the recurring work that has them done. */
    public List<String> pieces() {
        return tx.forSystem().statement(SnapshotTable::pieces);
    }

    /** The migration that a piece belongs to. */
    public static UUID migrationOf(String piece) {
        return UUID.fromString(piece.substring(0, piece.indexOf('/')));
    }

    @Override
    public Optional<Instant> work(String piece, BooleanSupplier stopping) {
        UUID id = migrationOf(piece);
        int slot = Integer.parseInt(piece.substring(piece.indexOf('/') + 1));
        Optional<MigrationSnapshot> found =
                tx.forSystem().statement(sql -> SnapshotTable.find(sql, id));
        if (found.isEmpty() || !found.get().state().open()) {
            return Optional.empty();
        }
        MigrationSnapshot snapshot = found.get();
        Instant now = settings.clock().instant();
        var window = snapshot.limits().window();
        if (window != null && !window.contains(now)) {
            Instant opens = window.opensAt(now);
            Instant soon = now.plus(IDLE);
            // Not later than soon: the window may be changed meanwhile.
            return Optional.of(opens.isBefore(soon) ? opens : soon);
        }
        if (slot >= snapshot.limits().concurrency()) {
            return Optional.of(now.plus(IDLE));
        }
        if (!enter(snapshot)) {
            return Optional.of(now.plus(ELSEWHERE));
        }
        try {
            Optional<Duration> pause = new SlotWorker(this, snapshot, slot, stopping).work();
            return pause.map(time -> settings.clock().instant().plus(time));
        } finally {
            shares.leave(snapshot.id());
        }
    }

    /** No more slots of a migration than this node's share of them, while others are there. */
    private boolean enter(MigrationSnapshot snapshot) {
        Demand demand = demand();
        return shares.enter(snapshot.id(), most(snapshot, demand), demand.wanting());
    }

    /** Whether this node works on more slots than its share, as when another has come. */
    boolean isGreedy(MigrationSnapshot snapshot) {
        Demand demand = demand();
        return shares.isGreedy(snapshot.id(), most(snapshot, demand), demand.wanting());
    }

    private Demand demand() {
        Instant now = settings.clock().instant();
        return tx.forSystem().statement(sql -> SnapshotTable.demand(sql, now));
    }

    private static long most(MigrationSnapshot snapshot, Demand demand) {
        return (snapshot.slots() + demand.nodes() - 1) / demand.nodes();
    }

    /** Waits a moment before a call is tried again. */
    void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

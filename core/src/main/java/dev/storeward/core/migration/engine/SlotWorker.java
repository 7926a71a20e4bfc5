package dev.storeward.core.migration.engine;

import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.share.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One slot at work for a while: takes files, has them moved side by side, and commits what came of
 * them in groups, so that one flush of the database serves many. Belongs to one thread, which is
 * the only one that speaks to the database; those that move files do not.
 */
final class SlotWorker {
    private static final int GROUP = 64;
    private static final int HANDED_OVER_AT_ONCE = 1_000;

    private static final long GROUP_MILLIS = 100;
    private static final long LOOK_MILLIS = 1_000;

    private final Engine engine;
    private final int slot;
    private final BooleanSupplier stopping;
    private final SlotContext context;
    private final ItemResults itemResults;
    private final Rate rate;
    private final ItemQueue queue;
    private final NextTurn nextTurn;
    private final BlockingQueue<Outcome> results = new LinkedBlockingQueue<>();
    private final List<Outcome> group = new ArrayList<>();
    private final long startedAt;
    private int moving;
    private long groupSince;
    private long lookedAt;
    private String currentFile = "";

    SlotWorker(Engine engine, MigrationSnapshot snapshot, int slot, BooleanSupplier stopping) {
        this.engine = engine;
        this.slot = slot;
        this.stopping = stopping;
        this.context = new SlotContext(engine, snapshot);
        this.itemResults = new ItemResults(engine, slot);
        this.queue = new ItemQueue(engine, slot, context, this::keep);
        this.nextTurn = new NextTurn(engine, slot, context);
        this.startedAt = now();
        this.lookedAt = startedAt;
        this.rate = new Rate(startedAt);
    }

    /**
     * Works until the slice is over, nothing is left to do, or the work must stop.
     *
     * @return how long to wait before going on; empty when the migration has ended
     */
    Optional<Duration> work() {
        try {
            begin();
            if (nextTurn.mustRest()) {
                queue.dryUp();
            } else {
                queue.begin();
            }
            while (!context.stopped() && (moving > 0 || !queue.isOver())) {
                look();
                dispatch();
                collect();
            }
        } finally {
            leave();
        }
        if (stopping.getAsBoolean()) {
            return Optional.of(Duration.ZERO);
        }
        return nextTurn.in();
    }

    private void begin() {
        MigrationSnapshot snapshot = context.snapshot();
        engine.tx()
                .forTenant(snapshot.tenantId())
                .run(sql -> {
                    SnapshotTable.begin(sql, snapshot.id());
                    if (!snapshot.quiet()
                            && SnapshotTable.take(sql, snapshot.id())
                            && SnapshotTable.isQuiet(sql, snapshot)) {
                        SnapshotTable.firstIsLast(sql, snapshot.id());
                    }
                });
        while (handOver(snapshot) == HANDED_OVER_AT_ONCE && !stopping.getAsBoolean()) {
            // The next of them.
        }
    }

    private int handOver(MigrationSnapshot snapshot) {
        return engine.tx()
                .forTenant(snapshot.tenantId())
                .statement(sql -> WaitingTable.handOver(sql, snapshot, HANDED_OVER_AT_ONCE));
    }

    /** Looks once a second whether, and how, to go on. */
    private void look() {
        long now = now();
        if (stopping.getAsBoolean()) {
            context.stop();
            return;
        }
        if (now - lookedAt < LOOK_MILLIS) {
            return;
        }
        lookedAt = now;
        Optional<MigrationSnapshot> found =
                engine.tx()
                        .forTenant(context.snapshot().tenantId())
                        .statement(sql -> SnapshotTable.find(sql, context.snapshot().id()));
        if (found.isEmpty() || !found.get().state().open()) {
            context.stop();
            return;
        }
        context.refresh(found.get());
        context.stores().forget();
        var window = found.get().limits().window();
        boolean closed = window != null && !window.contains(engine.settings().clock().instant());
        boolean resting = slot >= found.get().limits().concurrency();
        if (closed || resting || engine.isGreedy(found.get())) {
            queue.giveBack();
        }
        long speed = rate.at(now, context.bytes());
        engine.tx()
                .forTenant(context.snapshot().tenantId())
                .statement(sql -> {
                    SwapTable.touch(sql, context.snapshot(), slot, currentFile, speed);
                    return true;
                });
    }

    private void dispatch() {
        if (now() - startedAt >= engine.settings().slice().toMillis()
                || nextTurn.nothingCanMove()) {
            queue.dryUp();
        }
        queue.passOver();
        queue.fill(share());
        while (moving < share()
                && queue.hasNext()
                && engine.shares().takeFile(context.snapshot().id())) {
            Task.Ready ready = Objects.requireNonNull(queue.next());
            currentFile = ready.task().address();
            moving++;
            Thread.ofVirtual().start(() -> move(ready));
        }
    }

    private void move(Task.Ready ready) {
        Outcome outcome;
        try {
            outcome = new FileMove(context, ready).move();
        } catch (Error e) {
            outcome =
                    new Outcome.Failed(
                            ready.task(),
                            ready.copy(),
                            true,
                            Outcome.Reason.INTERNAL,
                            "The server ran out of something it needs.",
                            true,
                            ready.from().location(),
                            Outcome.Blame.FILE);
        } finally {
            engine.shares().giveFileBack(context.snapshot().id());
        }
        context.learn(ready, outcome);
        results.add(outcome);
    }

    /** How many files this slot moves at the same time. */
    private int share() {
        MigrationSnapshot snapshot = context.snapshot();
        int concurrency = snapshot.limits().concurrency();
        int slots = Math.min(snapshot.slots(), concurrency);
        return (concurrency + slots - 1 - slot % slots) / slots;
    }

    private void keep(Outcome outcome) {
        if (group.isEmpty()) {
            groupSince = now();
        }
        group.add(outcome);
    }

    /** Waits a moment for results, and commits them when there are many or they have waited. */
    private void collect() {
        Outcome outcome = poll(moving > 0 || queue.hasNext() ? 20 : 0);
        while (outcome != null) {
            moving--;
            keep(outcome);
            outcome = group.size() < GROUP ? poll(0) : null;
        }
        if (!group.isEmpty()
                && ((moving == 0 && queue.isEmpty())
                        || group.size() >= GROUP
                        || now() - groupSince >= GROUP_MILLIS)) {
            commit();
        }
    }

    private @Nullable Outcome poll(long millis) {
        try {
            return results.poll(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            context.stop();
            return null;
        }
    }

    private void commit() {
        MigrationSnapshot snapshot = context.snapshot();
        List<Outcome> outcomes = List.copyOf(group);
        boolean held =
                engine.tx()
                        .forTenant(snapshot.tenantId())
                        .transaction((Sql sql) -> {
                            if (!SnapshotTable.hold(sql, snapshot.id())) {
                                return false;
                            }
                            itemResults.end(sql, snapshot, outcomes);
                            return true;
                        });
        if (!held) {
            context.stop();
            return;
        }
        group.clear();
    }

    /**
     * What is verified by now is committed, where the migration goes on; the rest is taken back.
     * What cannot be is, when its lease or this node has ended.
     */
    private void leave() {
        context.stop();
        while (moving > 0) {
            Outcome outcome = poll(1_000);
            if (outcome != null) {
                moving--;
                keep(outcome);
            } else if (Thread.interrupted()) {
                break;
            }
        }
        queue.giveBack();
        if (!group.isEmpty()) {
            commit();
        }
        List<UUID> doomed = new ArrayList<>();
        List<UUID> untouched = new ArrayList<>();
        group.forEach(outcome -> ItemResults.dooms(outcome, doomed, untouched));
        MigrationSnapshot snapshot = context.snapshot();
        if (!doomed.isEmpty() || !untouched.isEmpty()) {
            engine.tx()
                    .forTenant(snapshot.tenantId())
                    .run(sql -> {
                        CopyTable.doom(sql, snapshot, doomed);
                        CopyTable.forget(sql, snapshot, untouched);
                    });
        }
    }

    private long now() {
        return engine.settings().clock().millis();
    }
}

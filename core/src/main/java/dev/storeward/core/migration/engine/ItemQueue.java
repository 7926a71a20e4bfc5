package dev.storeward.core.migration.engine;

import dev.storeward.core.object.ObjectIntent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The files a slot has before it: those it began before, then new ones in the order of the
 * database, a batch at a time. Each gets a committed row for its copy shortly before its turn.
 * Belongs to one thread.
 */
final class ItemQueue {
    private static final long BATCH_BYTES = 256L << 20;

    /** So many copies get their row at once; a node that dies leaves so many keys used up. */
    private static final int BEGUN = 32;

    private final Engine engine;
    private final int slot;
    private final SlotContext context;
    private final Consumer<Outcome> ended;
    private final Deque<Task> taken = new ArrayDeque<>();
    private final Deque<Task.Ready> ready = new ArrayDeque<>();
    private boolean dry;

    /**
     * @param ended hears of files that need not move
     */
    ItemQueue(Engine engine, int slot, SlotContext context, Consumer<Outcome> ended) {
        this.engine = engine;
        this.slot = slot;
        this.context = context;
        this.ended = ended;
    }

    /**
     * Begins with the files that wait for another attempt, or were left by another node; with new
     * ones where there are none.
     */
    void begin() {
        MigrationSnapshot snapshot = context.snapshot();
        Set<UUID> resting = engine.breakers().resting();
        taken.addAll(
                engine.tx()
                        .forTenant(snapshot.tenantId())
                        .statement(sql ->
                                WaitingTable.due(
                                        sql, snapshot, slot, resting, engine.settings().batch())));
        if (taken.isEmpty() && !hasEnough()) {
            take();
        }
    }

    /**
     * While a place fails, a slot that has any files of its own takes no others to probe it with.
     */
    private boolean hasEnough() {
        MigrationSnapshot snapshot = context.snapshot();
        return !engine.breakers().open().isEmpty()
                && !engine.tx()
                        .forTenant(snapshot.tenantId())
                        .statement(sql -> WaitingTable.places(sql, snapshot, slot))
                        .isEmpty();
    }

    /** Whether nothing is left to hand out, and nothing will be. */
    boolean isOver() {
        return dry && isEmpty();
    }

    boolean isEmpty() {
        return taken.isEmpty() && ready.isEmpty();
    }

    /** Takes no new files from now on. */
    void dryUp() {
        dry = true;
    }

    /** The next file to move; null when none is ready. */
    Task.@Nullable Ready next() {
        return ready.poll();
    }

    boolean hasNext() {
        return !ready.isEmpty();
    }

    /** Has so many files ready, as long as there are any. */
    void fill(int wanted) {
        if (!dry && taken.size() + ready.size() < wanted) {
            take();
        }
        if (!taken.isEmpty() && ready.size() < wanted) {
            prepare();
        }
    }

    private void take() {
        MigrationSnapshot snapshot = context.snapshot();
        dry =
                engine.tx()
                        .forTenant(snapshot.tenantId())
                        .transaction(sql -> {
                            if (!SnapshotTable.take(sql, snapshot.id())) {
                                return true;
                            }
                            List<Task> again =
                                    ItemTable.takeAgain(
                                            sql, snapshot, slot, engine.settings().batch());
                            taken.addAll(again);
                            if (!again.isEmpty()) {
                                return false;
                            }
                            List<Task> tasks =
                                    ItemTable.takeNext(
                                            sql,
                                            snapshot,
                                            slot,
                                            engine.settings().batch(),
                                            BATCH_BYTES);
                            taken.addAll(tasks);
                            return tasks.isEmpty() && SnapshotTable.takenAll(sql, snapshot.id());
                        });
    }

    /** Gives the next files their rows, or their end where nothing is to be done. */
    private void prepare() {
        List<Task.Ready> toCopy = new ArrayList<>();
        List<Task> elsewhere = new ArrayList<>();
        while (toCopy.size() < BEGUN && !taken.isEmpty()) {
            Task task = taken.poll();
            Task.Stored from = task.from();
            if (from == null) {
                ended.accept(
                        new Outcome.Skipped(task, Outcome.Reason.DELETED, "The file was deleted."));
            } else if (from.location().equals(context.snapshot().targetLocation())) {
                ended.accept(
                        new Outcome.Skipped(
                                task, Outcome.Reason.ALREADY_THERE, "It lies at the target."));
            } else {
                Task.Ready wanted = new Task.Ready(task, from, null, 0);
                if (!admits(wanted)) {
                    if (!from.location().equals(task.listed())) {
                        elsewhere.add(task);
                    }
                } else if (task.isBack()) {
                    ready.add(wanted);
                } else {
                    toCopy.add(wanted);
                }
            }
        }
        if (!elsewhere.isEmpty()) {
            MigrationSnapshot snapshot = context.snapshot();
            engine.tx()
                    .forTenant(snapshot.tenantId())
                    .run(sql -> WaitingTable.relist(sql, snapshot, elsewhere));
        }
        if (!toCopy.isEmpty()) {
            begin(toCopy);
        }
    }

    /** Whether no place rests that a file needs; one that does not come to its turn waits on. */
    private boolean admits(Task.Ready wanted) {
        UUID file = wanted.task().fileId();
        boolean admitted =
                engine.breakers().admits(context.snapshot().targetLocation(), file)
                        && (wanted.task().isBack()
                                || engine.breakers().admits(wanted.from().location(), file));
        if (!admitted) {
            context.release(wanted);
        }
        return admitted;
    }

    /** Passes those over whose place came to rest meanwhile. */
    void passOver() {
        if (engine.breakers().open().isEmpty()) {
            return;
        }
        List<Task.Ready> passed = ready.stream().filter(wanted -> !admits(wanted)).toList();
        ready.removeAll(passed);
        forget(passed);
    }

    private void begin(List<Task.Ready> toCopy) {
        MigrationSnapshot snapshot = context.snapshot();
        Map<UUID, ObjectIntent> copies =
                engine.tx()
                        .forTenant(snapshot.tenantId())
                        .transaction(sql ->
                                CopyTable.begin(sql, snapshot, engine.settings().nodeId(), toCopy));
        for (Task.Ready wanted : toCopy) {
            ObjectIntent copy = copies.get(wanted.task().fileId());
            // Without a row the source's went meanwhile: the file's next turn tells.
            if (copy == null) {
                context.release(wanted);
                ended.accept(new Outcome.Left(wanted.task(), null, false));
            } else {
                ready.add(
                        new Task.Ready(
                                wanted.task(),
                                wanted.from(),
                                copy,
                                engine.settings().clock().millis()));
            }
        }
    }

    /** Hands out nothing more: rows of copies that were not begun go, and their files wait. */
    void giveBack() {
        dry = true;
        ready.forEach(context::release);
        forget(List.copyOf(ready));
        ready.clear();
        taken.clear();
    }

    /** Removes the rows of copies that were not begun. */
    private void forget(List<Task.Ready> unused) {
        List<UUID> copies = new ArrayList<>();
        for (Task.Ready wanted : unused) {
            ObjectIntent copy = wanted.copy();
            if (copy != null) {
                copies.add(copy.id());
            }
        }
        if (!copies.isEmpty()) {
            MigrationSnapshot snapshot = context.snapshot();
            engine.tx()
                    .forTenant(snapshot.tenantId())
                    .run(sql -> CopyTable.forget(sql, snapshot, copies));
        }
    }
}

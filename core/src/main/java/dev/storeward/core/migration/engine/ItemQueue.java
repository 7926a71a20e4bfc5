package dev.storeward.core.migration.engine;

import dev.storeward.core.object.ObjectIntent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
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

    /** Begins with the files that wait for another attempt, or were left by another node. */
    void begin() {
        MigrationSnapshot snapshot = context.snapshot();
        taken.addAll(
                engine.tx()
                        .forTenant(snapshot.tenantId())
                        .statement(sql ->
                                ItemTable.due(sql, snapshot, slot, engine.settings().batch())));
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
            } else if (task.revived() != null && task.lastReason() != Outcome.Reason.NOT_THERE) {
                ready.add(new Task.Ready(task, from, null, 0));
            } else {
                toCopy.add(new Task.Ready(task, from, null, 0));
            }
        }
        if (!toCopy.isEmpty()) {
            begin(toCopy);
        }
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
        List<UUID> unused = new ArrayList<>();
        for (Task.Ready wanted : ready) {
            ObjectIntent copy = wanted.copy();
            if (copy != null) {
                unused.add(copy.id());
            }
        }
        ready.clear();
        taken.clear();
        if (!unused.isEmpty()) {
            MigrationSnapshot snapshot = context.snapshot();
            engine.tx()
                    .forTenant(snapshot.tenantId())
                    .run(sql -> CopyTable.forget(sql, snapshot, unused));
        }
    }
}

package dev.storeward.core.migration.engine;

import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.MigrationItem.State;
import dev.storeward.core.migration.engine.ItemTable.Ended;
import dev.storeward.core.migration.engine.ItemTable.Ending;
import dev.storeward.core.migration.engine.Outcome.Reason;
import dev.storeward.core.tenant.StorageLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What comes of the files of a slot: moved, skipped, tried again later, given up. When a place
 * fails one file after the other the slot pauses instead, and a migration whose place stays away is
 * ended as failed. Belongs to one thread.
 */
final class ItemResults {
    /** After so many attempts, about an hour, a file is given up. */
    private static final int ATTEMPTS = 12;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /** So many failures of a place one after the other, and no file is to blame. */
    private static final int OF_PLACE = 8;

    /** So many files that may not be read or written, and it is a matter of rights. */
    private static final int OF_RIGHTS = 50;

    private static final Duration REST = Duration.ofSeconds(10);

    /** A key or a bucket that is gone may come back by a rotation or an operator's hand. */
    private static final Duration HOPE = Duration.ofMinutes(10);

    private static final Duration PATIENCE = Duration.ofHours(24);

    private final Engine engine;
    private final int slot;
    private int inARow;
    private Outcome.@Nullable Failed last;

    ItemResults(Engine engine, int slot) {
        this.engine = engine;
        this.slot = slot;
    }

    /** Whether the place, and no file, stands in the way. */
    boolean troubled() {
        Outcome.Failed failed = last;
        if (failed == null) {
            return false;
        }
        boolean ofKey =
                failed.reason() == Reason.UNAUTHENTICATED
                        || failed.reason() == Reason.BUCKET_NOT_FOUND;
        return ofKey
                || (failed.ofPlace() && inARow >= OF_PLACE)
                || (failed.reason() == Reason.FORBIDDEN && inARow >= OF_RIGHTS);
    }

    /** Writes what came of files, in the transaction that holds the migration as it is. */
    void end(Sql sql, MigrationSnapshot snapshot, List<Outcome> outcomes) {
        observe(outcomes);
        List<Outcome.Verified> verified =
                outcomes.stream()
                        .flatMap(o -> o instanceof Outcome.Verified v ? Stream.of(v) : null)
                        .toList();
        Set<UUID> moved = SwapTable.swap(sql, snapshot, slot, verified);
        if (!moved.isEmpty() && snapshot.troubleSince() != null) {
            SnapshotTable.untroubled(sql, snapshot.id());
        }
        List<UUID> unmoved =
                outcomes.stream()
                        .map(o -> o.task().fileId())
                        .filter(id -> !moved.contains(id))
                        .toList();
        Set<UUID> gone = unmoved.isEmpty() ? Set.of() : SwapTable.gone(sql, snapshot, unmoved);
        List<UUID> doomed = new ArrayList<>();
        List<UUID> untouched = new ArrayList<>();
        List<Ending> ended = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            UUID file = outcome.task().fileId();
            if (moved.contains(file)) {
                continue;
            }
            dooms(outcome, doomed, untouched);
            if (gone.contains(file)) {
                ended.add(
                        new Ending(
                                file,
                                State.SKIPPED,
                                Reason.DELETED,
                                "The file was deleted.",
                                false,
                                0));
            } else {
                ended.add(ending(outcome));
            }
        }
        CopyTable.doom(sql, snapshot, doomed);
        CopyTable.forget(sql, snapshot, untouched);
        count(sql, snapshot, ended.isEmpty() ? List.of() : ItemTable.end(sql, snapshot, ended));
    }

    /**
     * What lies at the target of it must go; a stranger's object at its key must not, which the
     * sweeper tells apart.
     */
    static void dooms(Outcome outcome, List<UUID> doomed, List<UUID> untouched) {
        switch (outcome) {
            case Outcome.Verified v when v.token() != null -> doomed.add(v.toObject());
            case Outcome.Failed f when f.copy() != null ->
                    (f.sent() ? doomed : untouched).add(f.copy().id());
            case Outcome.Left l when l.copy() != null ->
                    (l.sent() ? doomed : untouched).add(l.copy().id());
            case Outcome.Verified _, Outcome.Failed _, Outcome.Left _, Outcome.Skipped _ -> {}
        }
    }

    private Ending ending(Outcome outcome) {
        UUID file = outcome.task().fileId();
        return switch (outcome) {
            case Outcome.Skipped s ->
                    new Ending(file, State.SKIPPED, s.reason(), s.message(), false, 0);
            case Outcome.Left _ -> new Ending(file, State.WAITING, null, "", false, 0);
            // Its row was taken for a dead node's, or the file changed: it is looked at afresh.
            case Outcome.Verified _ ->
                    new Ending(
                            file,
                            State.WAITING,
                            Reason.TAKEN_OVER,
                            "Its copy was given up by another node.",
                            true,
                            FIRST_PAUSE.toMillis());
            case Outcome.Failed f -> failed(f);
        };
    }

    private Ending failed(Outcome.Failed f) {
        UUID file = f.task().fileId();
        boolean blameless = troubled() || f.reason() == Reason.NOT_THERE;
        int attempts = f.task().attempts() + 1;
        boolean hopeless = !f.again() && !troubled();
        if (hopeless || (attempts >= ATTEMPTS && !blameless)) {
            return new Ending(file, State.FAILED, f.reason(), f.message(), true, 0);
        }
        long pause = FIRST_PAUSE.toMillis() << Math.min(attempts, 12);
        return new Ending(
                file,
                State.WAITING,
                f.reason(),
                f.message(),
                !blameless,
                f.reason() == Reason.NOT_THERE || f.reason() == Reason.ALREADY_EXISTS
                        ? 0
                        : Math.min(pause, LONGEST_PAUSE.toMillis()));
    }

    private void count(Sql sql, MigrationSnapshot snapshot, List<Ended> ended) {
        long skipped = 0;
        long skippedBytes = 0;
        long failed = 0;
        long failedBytes = 0;
        for (Ended item : ended) {
            if (item.state() == State.SKIPPED) {
                skipped++;
                skippedBytes += item.size();
            } else if (item.state() == State.FAILED) {
                failed++;
                failedBytes += item.size();
            }
        }
        if (skipped + failed > 0) {
            SwapTable.count(sql, snapshot, slot, skipped, skippedBytes, failed, failedBytes);
        }
    }

    private void observe(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            switch (outcome) {
                case Outcome.Failed f when f.ofPlace() || f.reason() == Reason.FORBIDDEN -> {
                    inARow++;
                    last = f;
                }
                case Outcome.Verified _ -> {
                    inARow = 0;
                    last = null;
                }
                case Outcome.Failed _, Outcome.Skipped _, Outcome.Left _ -> {}
            }
        }
    }

    /** Tells what stands in the way and rests; ends the migration when that lasts too long. */
    Optional<Duration> afterTrouble(MigrationSnapshot snapshot) {
        Outcome.Failed failed = Objects.requireNonNull(last);
        boolean passing = failed.reason().passes();
        boolean ended =
                engine.tx()
                        .forTenant(snapshot.tenantId())
                        .transaction(sql -> {
                            StorageLock.hold(sql, snapshot.tenantId());
                            if (!SnapshotTable.take(sql, snapshot.id())) {
                                return true;
                            }
                            SnapshotTable.trouble(
                                    sql, snapshot.id(), failed.reason(), failed.message());
                            Duration since = SnapshotTable.troubled(sql, snapshot.id());
                            if (since.compareTo(passing ? PATIENCE : HOPE) < 0) {
                                return false;
                            }
                            engine.placements().fail(sql, snapshot.id());
                            return true;
                        });
        return ended ? Optional.empty() : Optional.of(REST);
    }

    /** What a slot that has no files finds. */
    enum Rest {
        /** The migration has ended. */
        ENDED,
        /** Files may come yet. */
        BEGINS_ANEW,
        /** Other slots have files that wait. */
        OTHERS_WAIT
    }

    /** Completes the migration when every file has its end and none can come; else begins anew. */
    Rest completed(MigrationSnapshot snapshot) {
        return engine.tx()
                .forTenant(snapshot.tenantId())
                .transaction(sql -> {
                    if (!SnapshotTable.take(sql, snapshot.id())) {
                        return Rest.ENDED;
                    }
                    MigrationSnapshot now = SnapshotTable.find(sql, snapshot.id()).orElseThrow();
                    if (!now.takenAll()) {
                        return Rest.BEGINS_ANEW;
                    }
                    if (SnapshotTable.anyWaiting(sql, now)) {
                        return Rest.OTHERS_WAIT;
                    }
                    if (now.quiet()) {
                        SnapshotTable.complete(sql, now);
                        engine.placements().ended(sql, now.id());
                        return Rest.ENDED;
                    }
                    if (SnapshotTable.isQuiet(sql, now)) {
                        SnapshotTable.lastRound(sql, now.id());
                    }
                    return Rest.BEGINS_ANEW;
                });
    }
}

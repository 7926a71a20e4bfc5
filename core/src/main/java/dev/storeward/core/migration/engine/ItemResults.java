package dev.storeward.core.migration.engine;

import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.MigrationItem.State;
import dev.storeward.core.migration.engine.ItemTable.Ended;
import dev.storeward.core.migration.engine.ItemTable.Ending;
import dev.storeward.core.migration.engine.Outcome.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What comes of the files of a slot: moved, skipped, tried again later, given up. Where a place
 * fails one file after the other no file is to blame. Belongs to one thread.
 */
final class ItemResults {
    /** After so many attempts, about an hour, a file is given up. */
    private static final int ATTEMPTS = 12;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final Engine engine;
    private final int slot;

    ItemResults(Engine engine, int slot) {
        this.engine = engine;
        this.slot = slot;
    }

    /** Writes what came of files, in the transaction that holds the migration as it is. */
    void end(Sql sql, MigrationSnapshot snapshot, List<Outcome> outcomes) {
        List<Outcome.Verified> verified =
                outcomes.stream()
                        .flatMap(o -> o instanceof Outcome.Verified v ? Stream.of(v) : null)
                        .toList();
        Set<UUID> moved = SwapTable.swap(sql, snapshot, slot, verified);
        if (!moved.isEmpty() && snapshot.troubleSince() != null) {
            SnapshotTable.untroubled(sql, snapshot.id(), places(verified, moved));
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

    /** The places that files have moved from or to. */
    private static Set<UUID> places(List<Outcome.Verified> verified, Set<UUID> moved) {
        Set<UUID> places = new HashSet<>();
        for (Outcome.Verified v : verified) {
            Task.Stored from = v.task().from();
            if (moved.contains(v.task().fileId()) && from != null) {
                places.add(v.toLocation());
                if (v.token() != null) {
                    places.add(from.location());
                }
            }
        }
        return places;
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
        boolean ofPlace = engine.breakers().isOpen(f.place());
        boolean blameless = ofPlace || f.reason() == Reason.NOT_THERE;
        int attempts = f.task().attempts() + 1;
        boolean hopeless = !f.again() && !ofPlace;
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
}

package dev.storeward.core.migration.engine;

import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.engine.WaitingTable.Waiting;
import dev.storeward.core.migration.share.PlaceBreakers;
import dev.storeward.core.tenant.StorageLock;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * When a slot goes on, and when its migration has ended: completed, or failed where a place stays
 * away and nothing is left that needs it not. Belongs to one thread.
 */
final class NextTurn {
    private static final Duration SOON = Duration.ofMillis(500);

    /** So long a slot sleeps at most until its next file is due: its files may pass to others. */
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

    /** So long a slot without files sleeps while those of others are due later. */
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(5);

    /** A key or a bucket that is gone may come back by a rotation or an operator's hand. */
    private static final Duration HOPE = Duration.ofMinutes(10);

    private static final Duration PATIENCE = Duration.ofHours(24);

    private final Engine engine;
    private final int slot;
    private final SlotContext context;
    private final PlaceBreakers<SlotContext.Fault> breakers;
    private Set<UUID> asked = Set.of();
    private boolean allAtAsked;

    NextTurn(Engine engine, int slot, SlotContext context) {
        this.engine = engine;
        this.slot = slot;
        this.context = context;
        this.breakers = engine.breakers();
    }

    /**
     * Whether every file that is left needs a place that fails: then no new ones are taken. What is
     * moved back needs the target alone.
     */
    boolean nothingCanMove() {
        return allNeed(breakers.open());
    }

    /** As {@link #nothingCanMove}, and it is too soon for a probe. */
    boolean mustRest() {
        return allNeed(breakers.resting());
    }

    private boolean allNeed(Set<UUID> places) {
        MigrationSnapshot snapshot = context.snapshot();
        UUID source = snapshot.sourceLocation();
        if (places.isEmpty() || places.contains(snapshot.targetLocation())) {
            return !places.isEmpty();
        }
        if (snapshot.rollbackOf() != null) {
            return false;
        }
        return source == null ? allAt(places) : places.contains(source);
    }

    private boolean allAt(Set<UUID> places) {
        MigrationSnapshot snapshot = context.snapshot();
        if (!places.equals(asked)) {
            allAtAsked =
                    engine.tx()
                            .forTenant(snapshot.tenantId())
                            .statement(sql -> WaitingTable.allAt(sql, snapshot, places));
            asked = Set.copyOf(places);
        }
        return allAtAsked;
    }

    /** In how long, now that nothing is being moved; empty when the migration has ended. */
    Optional<Duration> in() {
        MigrationSnapshot snapshot = context.snapshot();
        Set<UUID> open = breakers.open();
        List<Waiting> waiting =
                engine.tx()
                        .forTenant(snapshot.tenantId())
                        .statement(sql -> WaitingTable.places(sql, snapshot, slot));
        Set<UUID> inTheWay = inTheWay(open, waiting);
        if (!inTheWay.isEmpty() && failed(inTheWay, open)) {
            return Optional.empty();
        }
        Optional<Duration> next = waiting.stream().map(this::untilTurn).min(Duration::compareTo);
        if (next.isPresent()) {
            Duration longest = open.isEmpty() && mayTakeMore() ? SOON : LONGEST_SLEEP;
            return next.map(until -> until.compareTo(longest) < 0 ? until : longest);
        }
        if (mustRest()) {
            return inTheWay.stream()
                    .map(breakers::untilProbe)
                    .min(Duration::compareTo)
                    .or(() -> Optional.of(LONGEST_IDLE));
        }
        return switch (completed()) {
            case ENDED -> Optional.empty();
            case BEGINS_ANEW -> Optional.of(SOON);
            case OTHERS_WAIT -> Optional.of(LONGEST_IDLE);
        };
    }

    /** One file that waits for long keeps a slot from none that can be moved now. */
    private boolean mayTakeMore() {
        MigrationSnapshot snapshot = context.snapshot();
        return engine.tx()
                .forTenant(snapshot.tenantId())
                .statement(sql -> WaitingTable.anyToTake(sql, snapshot));
    }

    private Duration untilTurn(Waiting waiting) {
        return Collections.max(
                List.of(
                        waiting.untilDue(),
                        breakers.untilProbe(waiting.place()),
                        breakers.untilProbe(context.snapshot().targetLocation())));
    }

    /** Which of the places that fail this slot's files need. */
    private Set<UUID> inTheWay(Set<UUID> open, List<Waiting> waiting) {
        MigrationSnapshot snapshot = context.snapshot();
        if (open.contains(snapshot.targetLocation())) {
            return Set.of(snapshot.targetLocation());
        }
        Set<UUID> inTheWay = new HashSet<>();
        waiting.forEach(files -> inTheWay.add(files.place()));
        UUID source = snapshot.sourceLocation();
        if (source != null && allNeed(open)) {
            inTheWay.add(source);
        }
        inTheWay.retainAll(open);
        return inTheWay;
    }

    /**
     * Tells what stands in the way. The migration ends when that lasts too long and nothing can be
     * moved meanwhile.
     *
     * @param open all places that fail
     */
    private boolean failed(Set<UUID> inTheWay, Set<UUID> open) {
        MigrationSnapshot snapshot = context.snapshot();
        boolean nothingElse = allNeed(open);
        return engine.tx()
                .forTenant(snapshot.tenantId())
                .transaction(sql -> {
                    StorageLock.hold(sql, snapshot.tenantId());
                    if (!SnapshotTable.take(sql, snapshot.id())) {
                        return true;
                    }
                    for (UUID place : inTheWay) {
                        breakers.lastFailure(place).ifPresent(fault -> tell(sql, place, fault));
                    }
                    if (!hasLastedTooLong(sql) || !(nothingElse || isAllThatIsLeft(sql, open))) {
                        return false;
                    }
                    engine.placements().fail(sql, snapshot.id());
                    return true;
                });
    }

    /** What the files of another tenant met is told without its words, which may name them. */
    private void tell(Sql sql, UUID place, SlotContext.Fault fault) {
        MigrationSnapshot snapshot = context.snapshot();
        SnapshotTable.trouble(
                sql,
                snapshot.id(),
                place,
                fault.reason(),
                fault.tenantId().equals(snapshot.tenantId())
                        ? fault.message()
                        : "One file after the other fails there.");
    }

    private boolean hasLastedTooLong(Sql sql) {
        SnapshotTable.Standing standing = SnapshotTable.standing(sql, context.snapshot().id());
        boolean passing = Outcome.Reason.PASSING.contains(standing.code());
        return standing.lasting().compareTo(passing ? PATIENCE : HOPE) >= 0;
    }

    private boolean isAllThatIsLeft(Sql sql, Collection<UUID> places) {
        MigrationSnapshot now = SnapshotTable.find(sql, context.snapshot().id()).orElseThrow();
        return now.takenAll() && !WaitingTable.anyElsewhere(sql, now, places);
    }

    /** What a slot that has no files finds. */
    private enum Rest {
        /** The migration has ended. */
        ENDED,
        /** Files may come yet. */
        BEGINS_ANEW,
        /** Other slots have files that wait. */
        OTHERS_WAIT
    }

    /** Completes the migration when every file has its end and none can come; else begins anew. */
    private Rest completed() {
        MigrationSnapshot snapshot = context.snapshot();
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

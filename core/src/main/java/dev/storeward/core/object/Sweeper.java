package dev.storeward.core.object;

import dev.storeward.core.backend.BackendAccess;
import dev.storeward.core.backend.BackendAccessTable;
import dev.storeward.core.backend.BackendAccessTable.Reach;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Tx;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.connector.Profile.Trait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only code that deletes objects from buckets, and only objects that a row of this installation
 * dooms. It commits its claim before it calls DELETE, so that a late settle of the same object
 * fails. Objects are claimed a place at a time, so that a place that does not answer holds back no
 * other. Several sweepers may run at once. Safe for use by several threads.
 */
public final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final int PLACES_AT_ONCE = 500;
    private static final int TOMBSTONES_AT_ONCE = 2_000;
    private static final Duration TIME_FOR_TOMBSTONES = Duration.ofSeconds(30);

    private final Tx tx;
    private final Stores stores;
    private final Markers markers;
    private final OwnershipProof proof;
    private final RemovalPermit permit;
    private final Share share;

    /**
     * What one claim of a place is worth: then it is the next one's turn.
     *
     * @param objects at most
     * @param batch objects that are claimed and asked for at once
     */
    public record Share(Duration time, int objects, int batch) {
        /** So that a place with millions of objects takes its turn among a thousand others. */
        public static Share usual() {
            return new Share(Duration.ofSeconds(20), 5_000, 500);
        }
    }

    /** How far a sweeper goes. */
    public record Bounds(RemovalPermit permit, Share share) {}

    public Sweeper(Tx tx, Stores stores, Markers markers, OwnershipProof proof, Bounds bounds) {
        this.tx = tx;
        this.stores = stores;
        this.markers = markers;
        this.proof = proof;
        this.permit = bounds.permit();
        this.share = bounds.share();
    }

    /** A place that can be asked now. */
    private record Opened(ObjectStore store, boolean keepsMetadata) {}

    private Opened open(Reach reach) {
        BackendAccess access = reach.access();
        ObjectStore store = stores.open(access, reach.bucket());
        boolean keeps = access != null && stores.profile(access).get(Trait.METADATA).orElse(false);
        return new Opened(store, keeps);
    }

    /**
     * One round on this thread over everything that is due; answers how many objects it removed.
     */
    public int sweep() {
        findDue();
        int removed = 0;
        for (PurgePlace.Lane lane : PurgePlace.Lane.values()) {
            Optional<PurgePlace> place = claim(lane);
            while (place.isPresent()) {
                removed += purge(place.orElseThrow());
                place = claim(lane);
            }
        }
        return removed;
    }

    /** Removes one doomed object at once. */
    public void sweep(UUID tenantId, UUID objectId) {
        if (permit.granted()) {
            tx.forTenant(tenantId)
                    .transaction(sql -> PurgeTable.claimOne(sql, tenantId, objectId))
                    .forEach(this::removeOne);
        }
    }

    /** Notes the places where something is due, for the workers of all nodes. */
    public void findDue() {
        if (!permit.granted()) {
            return;
        }
        Optional<UUID> last = Optional.of(new UUID(0, 0));
        while (last.isPresent()) {
            UUID after = last.orElseThrow();
            last =
                    tx.forSystem()
                            .statement(sql -> PurgePlaceTable.find(sql, after, PLACES_AT_ONCE));
        }
    }

    /** The place that has waited longest, for {@link #purge}; empty when none is due. */
    Optional<PurgePlace> claim(PurgePlace.Lane lane) {
        return permit.granted()
                ? tx.forSystem().statement(sql -> PurgePlaceTable.claim(sql, lane))
                : Optional.empty();
    }

    /**
     * Removes what is due at one place, until its share is used up or the place fails; answers how
     * many objects it removed.
     */
    int purge(PurgePlace place) {
        if (markers.isLeft(place.locationId())) {
            return endRows(place);
        }
        try {
            Optional<Opened> opened = opened(place.locationId());
            if (opened.isEmpty()) {
                tx.forSystem().run(sql -> PurgePlaceTable.done(sql, place));
                return 0;
            }
            return purge(place, opened.orElseThrow());
        } catch (DatabaseException e) {
            // It says nothing of the place, which is claimed anew when the claim is over.
            throw e;
        } catch (RuntimeException e) {
            placeFailed(place, BucketPurge.reason(e));
            return 0;
        }
    }

    /** The rows end; the bytes are another installation's, which this one was copied from. */
    private int endRows(PurgePlace place) {
        int ended = 0;
        while (ended < share.objects() && permit.granted()) {
            int now =
                    tx.forSystem()
                            .transaction(sql -> {
                                List<PurgeTable.Purge> due =
                                        PurgeTable.claimAt(sql, place.locationId(), share.batch());
                                PurgeTable.purged(sql, due);
                                return due.size();
                            });
            if (now == 0) {
                tx.forSystem().run(sql -> PurgePlaceTable.done(sql, place));
                return ended;
            }
            ended += now;
        }
        tx.forSystem().run(sql -> PurgePlaceTable.again(sql, place));
        return ended;
    }

    /** Empty when nothing is due there, or no backend leads there any more. */
    private Optional<Opened> opened(UUID locationId) {
        Optional<Reach> reach =
                tx.forSystem()
                        .statement(sql ->
                                PurgePlaceTable.due(sql, locationId)
                                        ? Optional.of(BackendAccessTable.reach(sql, locationId))
                                        : Optional.empty());
        return reach.filter(known -> known.access() != null).map(this::open);
    }

    private int purge(PurgePlace place, Opened opened) {
        long end = System.nanoTime() + share.time().toNanos();
        int taken = 0;
        int removed = 0;
        // One object first where the place failed before: most likely it fails again.
        int batch = place.failures() == 0 ? share.batch() : 1;
        while (permit.granted()) {
            markers.requireOurs(place.locationId(), opened.store());
            int most = batch;
            List<PurgeTable.Purge> due =
                    tx.forSystem()
                            .transaction(sql -> PurgeTable.claimAt(sql, place.locationId(), most));
            if (due.isEmpty()) {
                tx.forSystem().run(sql -> PurgePlaceTable.done(sql, place));
                return removed;
            }
            BucketPurge.Outcome outcome = remove(opened, due, end);
            removed += due.size() - outcome.failures().size() - outcome.untouched().size();
            if (outcome.trouble().isPresent()) {
                placeFailed(place, outcome.trouble().orElseThrow());
                return removed;
            }
            taken += due.size();
            if (taken >= share.objects() || System.nanoTime() - end > 0) {
                break;
            }
            batch = share.batch();
            tx.forSystem().run(sql -> PurgePlaceTable.works(sql, place));
        }
        tx.forSystem()
                .run(sql -> {
                    PurgePlaceTable.works(sql, place);
                    PurgePlaceTable.again(sql, place);
                });
        return removed;
    }

    private void placeFailed(PurgePlace place, String reason) {
        if (place.failures() == 0) {
            LOG.warn("The doomed objects at {} wait: {}", place.locationId(), reason);
        }
        tx.forSystem().run(sql -> PurgePlaceTable.failed(sql, place, reason));
    }

    private void removeOne(PurgeTable.Purge purge) {
        List<PurgeTable.Purge> one = List.of(purge);
        if (markers.isLeft(purge.locationId())) {
            tx.forSystem().run(sql -> PurgeTable.purged(sql, one));
            return;
        }
        try {
            Reach reach =
                    tx.forSystem()
                            .statement(sql -> BackendAccessTable.reach(sql, purge.locationId()));
            Opened opened = open(reach);
            markers.requireOurs(purge.locationId(), opened.store());
            remove(opened, one, System.nanoTime() + share.time().toNanos());
        } catch (DatabaseException e) {
            throw e;
        } catch (RuntimeException e) {
            BucketPurge.Failure reason = BucketPurge.Failure.of(e);
            tx.forSystem().run(sql -> PurgeTable.failed(sql, one, List.of(reason)));
        }
    }

    /** Asks the bucket and records what came of it. */
    private BucketPurge.Outcome remove(Opened opened, List<PurgeTable.Purge> due, long end) {
        ObjectStore store = opened.store();
        // Where marks are kept, what has none is another's.
        BucketPurge.Ownership ownership =
                (purge, found) -> !opened.keepsMetadata() && proof.holds(store, purge, found);
        BucketPurge.Outcome outcome =
                new BucketPurge(store, due, ownership, () -> System.nanoTime() - end > 0).run();
        Set<PurgeTable.Purge> untouched = new HashSet<>(outcome.untouched());
        List<PurgeTable.Purge> failed = new ArrayList<>();
        List<BucketPurge.Failure> reasons = new ArrayList<>();
        List<PurgeTable.Purge> gone = new ArrayList<>();
        List<PurgeTable.Purge> again = new ArrayList<>();
        for (PurgeTable.Purge purge : due) {
            BucketPurge.Failure failure = outcome.failures().get(purge.key());
            if (failure != null) {
                failed.add(purge);
                reasons.add(failure);
            } else if (!untouched.contains(purge)) {
                (purge.wasLive() || purge.passes() > 0 ? gone : again).add(purge);
            }
        }
        tx.forSystem()
                .run(sql -> {
                    PurgeTable.failed(sql, failed, reasons);
                    PurgeTable.purged(sql, gone);
                    PurgeTable.removeAgainLater(sql, again);
                    PurgeTable.release(sql, outcome.untouched());
                });
        return outcome;
    }

    /**
     * Forgets tombstones whose time is over, at the rate they come; answers how many. Ends after 30
     * s in any case.
     */
    public int forgetTombstones() {
        long end = System.nanoTime() + TIME_FOR_TOMBSTONES.toNanos();
        int forgotten = 0;
        int now;
        do {
            now =
                    tx.forSystem()
                            .statement(sql -> PurgeTable.forgetTombstones(sql, TOMBSTONES_AT_ONCE));
            forgotten += now;
        } while (now == TOMBSTONES_AT_ONCE && System.nanoTime() - end < 0);
        return forgotten;
    }

    /** For tests and the operator: what waits for removal. */
    public long waiting() {
        return tx.forSystem().statement(PurgeTable::waiting);
    }
}

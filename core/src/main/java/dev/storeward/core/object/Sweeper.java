package dev.storeward.core.object;

import dev.storeward.core.backend.BackendAccessTable;
import dev.storeward.core.backend.BackendAccessTable.Reach;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.db.Tx;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only code that deletes objects from buckets, and only objects that a row of this installation
 * dooms. It commits its claim before it calls DELETE, so that a late settle of the same object
 * fails. Several sweepers may run at once.
 */
public final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final int BATCH = 500;

    private final Tx tx;
    private final Stores stores;
    private final Markers markers;

    public Sweeper(Tx tx, Stores stores, Markers markers) {
        this.tx = tx;
        this.stores = stores;
        this.markers = markers;
    }

    /**
     * One round: dooms the writes of dead nodes and removes what is due; answers how many objects
     * it removed. Does neither while this may be a copy of the installation.
     */
    public int sweep() {
        if (markers.holdBack()) {
            return 0;
        }
        int expired = tx.forSystem().statement(sql -> ObjectTable.expireWrites(sql, BATCH));
        if (expired > 0) {
            LOG.info("Took back {} uploads that were cut off with their server", expired);
        }
        int removed = 0;
        while (true) {
            List<PurgeTable.Purge> due =
                    tx.forSystem().transaction(sql -> PurgeTable.claimDue(sql, BATCH));
            removed += remove(due);
            if (due.size() < BATCH) {
                return removed;
            }
        }
    }

    /** Removes one doomed object at once, unless this may be a copy of the installation. */
    public void sweep(UUID tenantId, UUID objectId) {
        if (markers.holdBack()) {
            return;
        }
        remove(
                tx.forTenant(tenantId)
                        .transaction(sql -> PurgeTable.claimOne(sql, tenantId, objectId)));
    }

    /** Forgets tombstones whose time is over. */
    public int forgetTombstones() {
        return tx.forSystem().statement(sql -> PurgeTable.forgetTombstones(sql, 10_000));
    }

    private int remove(List<PurgeTable.Purge> purges) {
        int removed = 0;
        Map<UUID, List<PurgeTable.Purge>> byLocation =
                purges.stream().collect(Collectors.groupingBy(PurgeTable.Purge::locationId));
        for (var entry : byLocation.entrySet()) {
            removed += removeFrom(entry.getKey(), entry.getValue());
        }
        return removed;
    }

    private int removeFrom(UUID locationId, List<PurgeTable.Purge> purges) {
        Map<ObjectKey, String> failures = failuresAt(locationId, purges);
        tx.forSystem()
                .run(sql -> {
                    for (PurgeTable.Purge purge : purges) {
                        String failure = failures.get(purge.key());
                        if (failure != null) {
                            PurgeTable.failed(sql, purge, failure);
                        } else if (purge.wasLive() || purge.passes() > 0) {
                            PurgeTable.purged(sql, purge);
                        } else {
                            PurgeTable.removeAgainLater(sql, purge);
                        }
                    }
                });
        return purges.size() - failures.size();
    }

    /** Whatever is wrong with one location holds back that one only. */
    private Map<ObjectKey, String> failuresAt(UUID locationId, List<PurgeTable.Purge> purges) {
        try {
            if (markers.isLeft(locationId)) {
                // The rows end; the bytes are another installation's.
                return Map.of();
            }
            Reach reach =
                    tx.forSystem().statement(sql -> BackendAccessTable.reach(sql, locationId));
            ObjectStore store = stores.open(reach.access(), reach.bucket());
            markers.requireOurs(locationId, store);
            return new BucketPurge(store, purges).run();
        } catch (RuntimeException e) {
            String reason = BucketPurge.reason(e);
            LOG.warn("{} doomed objects wait at {}: {}", purges.size(), locationId, reason);
            Map<ObjectKey, String> failures = new HashMap<>();
            purges.forEach(purge -> failures.put(purge.key(), reason));
            return failures;
        }
    }

    /** For tests and the operator: what waits for removal. */
    public long waiting() {
        return tx.forSystem().statement(PurgeTable::waiting);
    }
}

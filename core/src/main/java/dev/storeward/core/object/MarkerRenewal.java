package dev.storeward.core.object;

import dev.storeward.core.backend.BackendAccessTable;
import dev.storeward.core.backend.BackendAccessTable.Reach;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.db.Tx;
import dev.storeward.core.log.RepeatedLog;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the markers of all locations that are ours, those too where nothing is purged for now: a
 * copy of this installation must find them held. A silent bucket delays only what shares its
 * thread. Safe for use by several threads.
 */
public final class MarkerRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(MarkerRenewal.class);
    private static final int PAGE = 500;
    private static final int AT_ONCE = 16;

    private final Tx tx;
    private final Stores stores;
    private final Markers markers;

    public MarkerRenewal(Tx tx, Stores stores, Markers markers) {
        this.tx = tx;
        this.stores = stores;
        this.markers = markers;
    }

    /**
     * One round; to be run at least every three minutes. Writes nothing while this may be a copy.
     */
    public void run() {
        if (markers.holdBack()) {
            return;
        }
        try (ExecutorService threads =
                Executors.newFixedThreadPool(
                        AT_ONCE, Thread.ofVirtual().name("renew-markers-", 0).factory())) {
            UUID after = new UUID(0, 0);
            while (true) {
                List<UUID> page = page(after);
                page.forEach(id -> threads.execute(() -> renew(id)));
                if (page.size() < PAGE) {
                    return;
                }
                after = page.getLast();
            }
        }
    }

    private List<UUID> page(UUID after) {
        return tx.forSystem().statement(sql -> MarkerTable.ours(sql, after, PAGE));
    }

    private void renew(UUID locationId) {
        try {
            Reach reach =
                    tx.forSystem().statement(sql -> BackendAccessTable.reach(sql, locationId));
            markers.renew(locationId, stores.open(reach.access(), reach.bucket()));
        } catch (RuntimeException e) {
            // What keeps a bucket from being purged is told when something is to be purged there.
            LOG.debug("The marker at {} is not renewed: {}", locationId, BucketPurge.reason(e));
        } catch (Error e) {
            // Its thread has others to renew, and the next round comes.
            RepeatedLog.ofThisProcess()
                    .warn(LOG, "renew-markers", "A marker is renewed later: " + e);
        }
    }
}

package dev.storeward.core.migration.engine;

import dev.storeward.core.backend.BackendAccessTable;
import dev.storeward.core.backend.BackendAccessTable.Reach;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.db.Tx;
import dev.storeward.store.ObjectStore;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The stores of the places a slot reads from, looked up once in a while so that a rotated
 * credential takes effect. Safe for use by several threads.
 */
final class OpenStores {
    private final Tx tx;
    private final Stores stores;
    private final Map<UUID, Reach> known = new ConcurrentHashMap<>();

    OpenStores(Tx tx, Stores stores) {
        this.tx = tx;
        this.stores = stores;
    }

    /** Has every place looked up again. */
    void forget() {
        known.clear();
    }

    /**
     * @throws dev.storeward.store.StoreException {@code UNREACHABLE} when no backend reaches the
     *     place any more
     */
    ObjectStore at(UUID location) {
        Reach reach = known.computeIfAbsent(location, this::look);
        return stores.open(reach.access(), reach.bucket());
    }

    ObjectStore target(MigrationSnapshot snapshot) {
        return stores.open(snapshot.target(), snapshot.targetBucket());
    }

    private Reach look(UUID location) {
        return tx.forSystem().statement(sql -> BackendAccessTable.reach(sql, location));
    }
}

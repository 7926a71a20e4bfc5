package dev.storeward.core.migration.engine;

import dev.storeward.core.backend.BackendAccess;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.db.Tx;
import dev.storeward.store.ObjectStore;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The stores of the places a slot reads from, looked up once in a while so that a rotated
 * credential takes effect. Safe for use by several threads.
 */
final class OpenStores {
    private final Tx tx;
    private final Stores stores;
    private final Map<UUID, Place> known = new ConcurrentHashMap<>();

    private record Place(String bucket, @Nullable BackendAccess access) {}

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
        Place place = known.computeIfAbsent(location, this::look);
        return stores.open(place.access(), place.bucket());
    }

    ObjectStore target(MigrationSnapshot snapshot) {
        return stores.open(snapshot.target(), snapshot.targetBucket());
    }

    private Place look(UUID location) {
        return tx.forSystem()
                .statement(sql ->
                        sql.one(
                                """
                                SELECT l.bucket, access.* FROM (SELECT ?::uuid AS location_id) place
                                JOIN location l ON l.id = place.location_id
                                """
                                        + BackendAccess.JOIN,
                                row -> new Place(row.text("bucket"), BackendAccess.of(row)),
                                location));
    }
}

package dev.storeward.core.object;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import java.time.Duration;
import java.util.UUID;

/**
 * The marker {@code .storeward/<installation>} that says whose objects lie in a location. Where
 * another installation's marker lies, as after a database was cloned, nothing is deleted. Safe for
 * use by several threads.
 */
public final class Markers {
    private static final String FOLDER = ".storeward/";

    private final UUID installation;
    private final Cache<UUID, Boolean> proven =
            Caffeine.newBuilder().expireAfterWrite(Duration.ofHours(1)).maximumSize(10_000).build();

    public Markers(UUID installation) {
        this.installation = installation;
    }

    /**
     * @throws StoreException {@code FORBIDDEN} when another installation's marker lies in the
     *     location
     */
    void requireOurs(UUID locationId, ObjectStore store) {
        if (proven.getIfPresent(locationId) != null) {
            return;
        }
        boolean ours = false;
        for (ObjectInfo found : store.list(new ListRequest(FOLDER, "", 100)).objects()) {
            if (!found.key().value().equals(FOLDER + installation)) {
                throw new StoreException(
                        StoreException.Code.FORBIDDEN,
                        "The location belongs to another installation of Storeward, which left the marker "
                                + found.key()
                                + ". Nothing is deleted there until that marker is removed.");
            }
            ours = true;
        }
        if (!ours) {
            store.put(
                    new ObjectKey(FOLDER + installation),
                    Content.of(new byte[0]),
                    PutOptions.defaults());
        }
        proven.put(locationId, true);
    }
}

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
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The marker {@code .storeward/<installation>} that says whose objects lie in a location. Where
 * another installation's marker lies, as after a database was cloned, nothing is deleted. Safe for
 * use by several threads.
 */
public final class Markers {
    private static final String FOLDER = ".storeward/";

    /** Other names in the folder, such as those of probe objects, say nothing. */
    private static final Pattern MARKER =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final UUID installation;
    private final Cache<UUID, Boolean> proven =
            Caffeine.newBuilder().expireAfterWrite(Duration.ofHours(1)).maximumSize(10_000).build();

    public Markers(UUID installation) {
        this.installation = installation;
    }

    /**
     * @throws StoreException {@code FORBIDDEN} when another installation's marker lies in the
     *     location, or it may not be listed
     */
    void requireOurs(UUID locationId, ObjectStore store) {
        if (proven.getIfPresent(locationId) != null) {
            return;
        }
        boolean ours = false;
        for (ObjectInfo found : listed(store)) {
            String name = found.key().value().substring(FOLDER.length());
            if (!MARKER.matcher(name).matches()) {
                continue;
            }
            if (!name.equals(installation.toString())) {
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

    private static List<ObjectInfo> listed(ObjectStore store) {
        try {
            return store.list(new ListRequest(FOLDER, "", 100)).objects();
        } catch (StoreException e) {
            if (e.code() != StoreException.Code.FORBIDDEN) {
                throw e;
            }
            throw new StoreException(
                    e.code(),
                    "Nothing is deleted here while the credential may not list what lies under "
                            + FOLDER
                            + " (s3:ListBucket on S3): it may be another installation's place. "
                            + e.getMessage(),
                    e);
        }
    }
}

package dev.storeward.core.placement;

import dev.storeward.core.backend.BackendAccess;
import dev.storeward.core.object.ObjectTable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where one new file goes.
 *
 * @param endpoint of the place, as its connector tells it; empty where only the operator may know
 * @param bucket what the place is called in URIs: the bucket of a cloud's store, else the backend's
 *     name
 * @param placementVersion the placement's as this was read: another one means that this no longer
 *     holds
 * @param leftTo the installation whose place this is, of which this one is a copy; null for ours
 */
public record UploadTarget(
        BackendAccess access,
        UUID locationId,
        String endpoint,
        String bucket,
        String locationPrefix,
        String pathPrefix,
        Placement.ObjectKeys objectKeys,
        long placementVersion,
        @Nullable UUID leftTo) {

    /** What must still stand when the file's row is written. */
    public ObjectTable.Place place() {
        return new ObjectTable.Place(access.backendId(), placementVersion);
    }

    /** This target, chosen by a placement that was read before it. */
    UploadTarget asOf(long version) {
        return new UploadTarget(
                access,
                locationId,
                endpoint,
                bucket,
                locationPrefix,
                pathPrefix,
                objectKeys,
                version,
                leftTo);
    }
}

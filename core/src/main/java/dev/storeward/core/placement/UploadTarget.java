package dev.storeward.core.placement;

import dev.storeward.core.backend.BackendAccess;
import java.util.UUID;

/**
 * Where one new file goes.
 *
 * @param endpoint of the place, as its connector tells it
 * @param bucket what the place is called in URIs: the bucket of a cloud's store, else the backend's
 *     name
 * @param placementVersion the placement's as this was read: another one means that this no longer
 *     holds
 */
public record UploadTarget(
        BackendAccess access,
        UUID locationId,
        String endpoint,
        String bucket,
        String locationPrefix,
        String pathPrefix,
        Placement.ObjectKeys objectKeys,
        long placementVersion) {

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
                version);
    }
}

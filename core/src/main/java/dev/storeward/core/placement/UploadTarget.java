package dev.storeward.core.placement;

import dev.storeward.core.backend.BackendAccess;
import java.util.UUID;

/**
 * Where one new file goes.
 *
 * @param bucket what the place is called in URIs: the bucket of an S3 store, else the backend's
 *     name
 * @param placementVersion the placement's as this was read: another one means that this no longer
 *     holds
 */
public record UploadTarget(
        BackendAccess access,
        UUID locationId,
        String bucket,
        String locationPrefix,
        String pathPrefix,
        Placement.ObjectKeys objectKeys,
        long placementVersion) {

    /** This target, chosen by a placement that was read before it. */
    UploadTarget asOf(long version) {
        return new UploadTarget(
                access, locationId, bucket, locationPrefix, pathPrefix, objectKeys, version);
    }
}

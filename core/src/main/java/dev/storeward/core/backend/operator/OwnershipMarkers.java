package dev.storeward.core.backend.operator;

import dev.storeward.core.Problem;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectPage;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The marks in a bucket that say for which tenant of which installation it was made. A bucket
 * without them is taken only while it is empty, so that nobody's files end up beside another's.
 *
 * @param ofInstallation where the sweeper looks, too
 */
record OwnershipMarkers(ObjectKey ofInstallation, ObjectKey ofTenant) {
    private static final String FOLDER = ".storeward/";
    private static final int FEW = 100;

    /** Left by a verification that was cut off. */
    private static final Pattern PROBE = Pattern.compile("\\.storeward/probe-[0-9a-f]{16}.*");

    static OwnershipMarkers of(UUID installation, UUID tenantId) {
        return new OwnershipMarkers(
                new ObjectKey(FOLDER + installation),
                new ObjectKey(FOLDER + "dedicated-" + tenantId));
    }

    /**
     * Passes a bucket of this tenant and marks an empty one. Makes requests.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} for anybody else's
     */
    void claim(ObjectStore store) {
        List<ObjectKey> marks =
                store.list(new ListRequest(FOLDER, "", FEW)).objects().stream()
                        .map(ObjectInfo::key)
                        .filter(key -> !PROBE.matcher(key.value()).matches())
                        .toList();
        if (!Set.of(ofInstallation, ofTenant).containsAll(marks)) {
            throw refused("holds the marks of another tenant or installation");
        }
        if (marks.size() == 2) {
            return;
        }
        ObjectPage page = store.list(new ListRequest("", "", FEW));
        boolean strangers =
                page.objects().stream()
                        .map(ObjectInfo::key)
                        .anyMatch(key ->
                                !marks.contains(key) && !PROBE.matcher(key.value()).matches());
        if (strangers || page.objects().size() == FEW) {
            throw refused("is not empty and was not made for this tenant");
        }
        // The tenant's first: with the installation's alone the sweeper would pass the bucket.
        mark(store, ofTenant);
        mark(store, ofInstallation);
    }

    private static void mark(ObjectStore store, ObjectKey key) {
        store.put(key, Content.of(new byte[0]), PutOptions.defaults());
    }

    static RuntimeException refused(String why) {
        return Problem.invalid(
                        "bucket_name",
                        "The bucket that this tenant's name stands for "
                                + why
                                + ". It is not used: the operator must remove it, or set another"
                                + " bucket_prefix in STOREWARD_DEDICATED_URL.")
                .asException();
    }
}

package dev.storeward.core.placement;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a tenant's new files go.
 *
 * @param backendId null for the operator's shared backend
 * @param pathPrefix goes before every object's key; segments joined by {@code /}, empty for none
 * @param objectKeys whether keys show the files' names
 * @param rules the first that takes a file decides; what none takes goes to {@code backendId}
 */
public record Placement(
        @Nullable UUID backendId,
        String pathPrefix,
        ObjectKeys objectKeys,
        List<PlacementRule> rules,
        long version) {
    public Placement {
        rules = List.copyOf(rules);
    }

    /** How the key of an object is made. */
    public enum ObjectKeys {
        /** The file's address, so that customers find their way in their own bucket. */
        READABLE,
        /** The tenant's and the file's ids only. */
        OPAQUE
    }
}

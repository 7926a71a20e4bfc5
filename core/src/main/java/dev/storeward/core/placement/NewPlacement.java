package dev.storeward.core.placement;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where new files are to go from now on.
 *
 * @param backendId null for the operator's shared backend
 * @param rules the first that takes a file decides; what none takes goes to {@code backendId}
 */
public record NewPlacement(
        @Nullable UUID backendId,
        String pathPrefix,
        Placement.ObjectKeys objectKeys,
        List<PlacementRule> rules) {
    public NewPlacement {
        rules = List.copyOf(rules);
    }
}

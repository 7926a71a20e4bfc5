package dev.storeward.core.object;

import java.util.UUID;

/**
 * A place with doomed objects that are due, claimed by one worker.
 *
 * @param claim the fence: only its holder may say how the place is
 * @param failures how often in a row the whole place failed
 */
public record PurgePlace(UUID locationId, UUID claim, int failures) {

    /** Who works on a place. */
    public enum Lane {
        /** Nothing is known against it. */
        WORKING,
        /** It failed the last time: a call to it may take as long as a call can. */
        TROUBLED
    }

    Lane lane() {
        return failures == 0 ? Lane.WORKING : Lane.TROUBLED;
    }
}

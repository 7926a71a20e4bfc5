package dev.storeward.core.installation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What this installation is, and what it removes nothing from.
 *
 * @param recordedAt where it runs, as it is recorded
 * @param foundAt where it runs instead; null when there is nothing to decide
 * @param since when it was found there first; null with {@code foundAt}
 * @param copyOf the installation it was copied from by the operator's word; null for none
 * @param run the life of the cluster that its markers name
 * @param frozen places where another run purges, the first of them
 * @param frozenLocations how many such places there are
 * @param leftLocations how many places were left to the installation this one is a copy of
 */
public record InstallationStatus(
        UUID id,
        State state,
        String recordedAt,
        @Nullable String foundAt,
        @Nullable Instant since,
        @Nullable UUID copyOf,
        @Nullable UUID run,
        List<FrozenLocation> frozen,
        long frozenLocations,
        long leftLocations) {
    public InstallationStatus {
        frozen = List.copyOf(frozen);
    }

    /** Whether it removes anything. */
    public enum State {
        NORMAL,
        /** It runs elsewhere than recorded, and an operator must say what it is. */
        RESTORED_COPY
    }

    /** What an operator says a restored copy is. */
    public enum Release {
        /** The installation itself at another place; what it was copied from is gone. */
        MOVED,
        /** Another installation beside the one it was copied from. */
        COPY
    }

    /**
     * A place where another run of the same installation purges.
     *
     * @param run whose marker lies there
     */
    public record FrozenLocation(
            UUID id, String endpoint, String bucket, String prefix, UUID run, Instant since) {}
}

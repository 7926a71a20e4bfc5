package dev.storeward.core.migration.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a node works on migrations.
 *
 * @param nodeId this node, which the rows of its copies name
 * @param slots worked on at the same time, over all migrations of this node
 * @param filesAtOnce over all migrations of this node
 * @param bandwidth bytes a second read from sources over all migrations of this node; null for no
 *     limit
 * @param batch how many files are taken at once, at least 1
 * @param slice how long a slot works until another node may have it
 * @param firstPause before a call is tried again; doubled each time
 * @param rest how long a place that fails one file after the other is asked nothing
 */
public record EngineSettings(
        UUID nodeId,
        InstantSource clock,
        int slots,
        int filesAtOnce,
        @Nullable Long bandwidth,
        int batch,
        Duration slice,
        Duration firstPause,
        Duration rest) {

    /** How many slots a server works on at the same time. */
    public static final int SLOTS = 8;

    /** How a server works. */
    public static EngineSettings usual(
            UUID nodeId, InstantSource clock, int filesAtOnce, @Nullable Long bandwidth) {
        return new EngineSettings(
                nodeId,
                clock,
                SLOTS,
                filesAtOnce,
                bandwidth,
                200,
                Duration.ofSeconds(60),
                Duration.ofMillis(25),
                Duration.ofSeconds(10));
    }
}

package dev.storeward.core.migration.engine;

import dev.storeward.core.backend.BackendAccess;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.placement.KeyForm;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A migration as its slots see it; read again every second.
 *
 * @param sourceLocation the files of this place move; null for all places but the target
 * @param keys how keys are made at the target
 * @param generation how often it was retried: failed files of an earlier one are taken again
 * @param busySlots how many slots moved something a moment ago, over all nodes
 * @param troubleSince null when nothing stands in the way
 */
record MigrationSnapshot(
        UUID id,
        UUID tenantId,
        long tenantNumber,
        Migration.State state,
        @Nullable UUID sourceLocation,
        UUID targetLocation,
        BackendAccess target,
        String targetBucket,
        @Nullable UUID rollbackOf,
        KeyForm keys,
        MigrationLimits limits,
        int generation,
        int slots,
        int busySlots,
        boolean takenAll,
        boolean quiet,
        String troubleCode,
        @Nullable Instant troubleSince) {}

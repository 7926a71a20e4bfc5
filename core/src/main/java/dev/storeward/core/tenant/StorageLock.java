package dev.storeward.core.tenant;

import dev.storeward.core.MigrationId;
import dev.storeward.core.Problem;
import dev.storeward.core.db.Sql;
import java.util.Optional;
import java.util.UUID;

/**
 * The lock of a tenant's placement. Whoever changes where its files may lie takes it before
 * anything else of the tenant; a migration that begins takes it too, so that neither passes the
 * other.
 */
public final class StorageLock {
    private StorageLock() {}

    /**
     * Locks the placement until the transaction ends.
     *
     * @return the id of the tenant's open migration; empty for none
     * @throws dev.storeward.core.ProblemException {@code NotFound} without such a tenant
     */
    public static Optional<UUID> take(Sql sql, UUID tenantId) {
        if (!StorageLockTable.lock(sql, tenantId)) {
            throw new Problem.NotFound("There is no tenant " + tenantId + ".").asException();
        }
        return openMigration(sql, tenantId);
    }

    /** The tenant's open migration, read without the lock; empty for none. */
    public static Optional<UUID> openMigration(Sql sql, UUID tenantId) {
        return StorageLockTable.openMigration(sql, tenantId);
    }

    /** As {@link #take}, for who reads the migration anyway. Does nothing without such a tenant. */
    public static void hold(Sql sql, UUID tenantId) {
        StorageLockTable.lock(sql, tenantId);
    }

    /**
     * As {@link #take}, for what must wait until no files move.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound}; {@code MigrationInProgress}
     */
    public static void require(Sql sql, UUID tenantId) {
        take(sql, tenantId)
                .ifPresent(open -> {
                    String id = MigrationId.of(open);
                    throw new Problem.MigrationInProgress(
                                    id,
                                    "The migration "
                                            + id
                                            + " moves this tenant's files: wait for its end, or cancel it.")
                            .asException();
                });
    }
}

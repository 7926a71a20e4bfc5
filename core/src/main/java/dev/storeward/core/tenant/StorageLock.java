package dev.storeward.core.tenant;

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
        Optional<Boolean> placement =
                sql.first(
                        "SELECT 1 FROM placement WHERE tenant_id = ? FOR UPDATE",
                        row -> true,
                        tenantId);
        if (placement.isEmpty()) {
            throw new Problem.NotFound("There is no tenant " + tenantId + ".").asException();
        }
        return sql.first(
                "SELECT id FROM migration WHERE tenant_id = ? AND state IN ('pending', 'in_progress')",
                row -> row.uuid("id"),
                tenantId);
    }

    /**
     * As {@link #take}, for what must wait until no files move.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound}; {@code MigrationInProgress}
     */
    public static void require(Sql sql, UUID tenantId) {
        take(sql, tenantId)
                .ifPresent(open -> {
                    String id = "mig_" + open.toString().replace("-", "");
                    throw new Problem.MigrationInProgress(
                                    id,
                                    "The migration "
                                            + id
                                            + " moves this tenant's files: wait for its end, or cancel it.")
                            .asException();
                });
    }
}

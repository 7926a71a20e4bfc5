package dev.storeward.core.placement.configuration;

import dev.storeward.core.db.Sql;
import dev.storeward.core.tenant.Plan;
import dev.storeward.core.tenant.StorageLock;
import dev.storeward.core.tenant.Tenants;
import java.util.UUID;

/** On what terms a tenant's storage may be configured. */
final class Terms {
    private Terms() {}

    /**
     * Locks the tenant's placement for a change that its plan and its migrations allow.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound}; {@code MigrationInProgress};
     *     {@code TierRequired}
     */
    static void begin(Sql sql, UUID tenantId, Plan least) {
        StorageLock.require(sql, tenantId);
        Tenants.planOf(sql, tenantId).require(least);
    }
}

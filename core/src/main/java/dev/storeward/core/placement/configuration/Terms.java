package dev.storeward.core.placement.configuration;

import dev.storeward.core.Problem;
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
        Plan plan = Tenants.planOf(sql, tenantId);
        if (plan.compareTo(least) < 0) {
            throw new Problem.TierRequired(
                            least.wireName(),
                            (least == Plan.TEAM
                                            ? "Dedicated storage requires the plan team or higher"
                                            : "Storage of one's own requires the plan enterprise")
                                    + "; this tenant has "
                                    + plan.wireName()
                                    + ".")
                    .asException();
        }
    }
}

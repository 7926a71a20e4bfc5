package dev.storeward.core.tenant;

import dev.storeward.core.access.TenantScope;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A customer of the platform.
 *
 * @param number its id on the doors that count in integers
 * @param quotaOverride the limit in bytes that stands instead of the plan's; null for none
 * @param externalId what its cloud roles demand, constant and never chosen by the tenant
 */
public record Tenant(
        UUID id,
        long number,
        String slug,
        String name,
        Plan plan,
        @Nullable Long quotaOverride,
        UUID externalId,
        Instant createdAt) {

    /** The limit in bytes that holds. */
    public long quotaBytes() {
        return quotaOverride == null ? plan.quotaBytes() : quotaOverride;
    }

    public TenantScope scope() {
        return new TenantScope(id, number, slug);
    }
}

package dev.storeward.core.backend;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.storeward.core.backend.BackendAccessTable.Reach;
import dev.storeward.core.backend.BackendAccessTable.VersionedReach;
import dev.storeward.core.db.Tx;
import java.util.UUID;

/**
 * The ways to locations as this node read them last, each by the version that the row of a file
 * names: a change is seen by the next file that is read, on every node. What one tenant may see is
 * remembered for it alone. Safe for use by several threads.
 */
public final class Reaches {
    private final Tx tx;
    private final Cache<Asked, VersionedReach> known =
            Caffeine.newBuilder().maximumSize(50_000).build();

    private record Asked(UUID tenantId, UUID locationId) {}

    public Reaches(Tx tx) {
        this.tx = tx;
    }

    /**
     * The way to a location that exists.
     *
     * @param tenantId whose file lies there
     * @param version what was read of it with the file; the answer is that or a later one
     */
    public Reach of(UUID tenantId, UUID locationId, long version) {
        Asked asked = new Asked(tenantId, locationId);
        VersionedReach last = known.getIfPresent(asked);
        if (last == null || last.version() < version) {
            last =
                    tx.forTenant(tenantId)
                            .statement(sql -> BackendAccessTable.versionedReach(sql, locationId));
            known.put(asked, last);
        }
        return last.reach();
    }
}

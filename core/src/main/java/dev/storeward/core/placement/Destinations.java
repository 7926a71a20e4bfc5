package dev.storeward.core.placement;

import dev.storeward.core.db.Sql;
import java.util.Optional;
import java.util.UUID;

/** Which backends a tenant's files may lie on, by whose place it is. */
public final class Destinations {
    private Destinations() {}

    /** Whose place a backend is for a tenant; empty for one that is none of its business. */
    public static Optional<StorageKind> kindOf(Sql sql, UUID tenantId, UUID backendId) {
        return PlacementTable.kindOf(sql, tenantId, backendId);
    }

    /**
     * The backend that takes a tenant's new files of a kind; of its own the one that is its
     * configured default.
     */
    public static Optional<UUID> of(Sql sql, UUID tenantId, StorageKind kind) {
        return switch (kind) {
            case SHARED -> PlacementTable.shared(sql);
            case DEDICATED -> PlacementTable.dedicated(sql, tenantId);
            case OWN -> PlacementTable.own(sql, tenantId);
        };
    }
}

package dev.storeward.core.tenant;

import dev.storeward.core.db.Sql;
import java.util.Optional;
import java.util.UUID;

/** The rows that tell whether a tenant's placement may change. Each method is one statement. */
final class StorageLockTable {
    private StorageLockTable() {}

    /** Locks the placement until the transaction ends; false without such a tenant. */
    static boolean lock(Sql sql, UUID tenantId) {
        return sql.first(
                        "SELECT 1 FROM placement WHERE tenant_id = ? FOR UPDATE",
                        row -> true,
                        tenantId)
                .isPresent();
    }

    /** The tenant's open migration; empty for none. */
    static Optional<UUID> openMigration(Sql sql, UUID tenantId) {
        return sql.first(
                "SELECT id FROM migration WHERE tenant_id = ? AND state IN ('pending', 'in_progress')",
                row -> row.uuid("id"),
                tenantId);
    }
}

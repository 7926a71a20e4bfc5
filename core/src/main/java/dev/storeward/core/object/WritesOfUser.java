package dev.storeward.core.object;

import dev.storeward.core.db.Turn;
import dev.storeward.core.db.Tx;
import java.util.UUID;

/**
 * The writes of a user that are under way. Taken back, they are doomed and their charge is
 * refunded, so that none of them can be settled any more. Safe for use by several threads.
 */
public final class WritesOfUser {
    private static final int PAGE = 500;

    private final Tx tx;

    public WritesOfUser(Tx tx) {
        this.tx = tx;
    }

    /** Takes back what is under way now; a write that is being settled is waited for. */
    public void takeBack(UUID userId) {
        for (UUID tenant :
                tx.forSystem().statement(sql -> WritesOfUserTable.tenants(sql, userId))) {
            while (takeBack(tenant, userId) == PAGE) {
                // The next page.
            }
        }
    }

    private int takeBack(UUID tenantId, UUID userId) {
        Tx.Scope scope = tx.forTenant(tenantId);
        try (Turn _ = scope.turn()) {
            return scope.statement(sql -> WritesOfUserTable.takeBack(sql, tenantId, userId, PAGE));
        }
    }
}

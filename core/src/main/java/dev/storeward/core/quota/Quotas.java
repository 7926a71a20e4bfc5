package dev.storeward.core.quota;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.TenantScope;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import java.util.UUID;

/**
 * A tenant's limit and usage. Every upload is charged before its first byte leaves, every delete
 * refunds in the transaction that hides the file, so the sum holds at each moment. Safe for use by
 * several threads.
 */
public final class Quotas {
    private final Tx tx;

    public Quotas(Tx tx) {
        this.tx = tx;
    }

    /** What the caller's tenant uses; with {@code recount} any drift is corrected first. */
    public Usage usage(Caller caller, boolean recount) {
        TenantScope scope = caller.requireTenant();
        if (recount) {
            tx.forTenant(scope.id()).statement(sql -> UsageTable.correctDrift(sql, scope.id()));
        }
        return tx.forTenant(scope.id()).statement(sql -> UsageTable.find(sql, scope.id()));
    }

    /** The refusal of an upload that does not fit, with today's figures. */
    public Problem exceeded(UUID tenantId) {
        Usage usage = tx.forTenant(tenantId).statement(sql -> UsageTable.find(sql, tenantId));
        return new Problem.QuotaExceeded(
                usage.limitBytes(),
                usage.usedBytes(),
                "The file does not fit into the storage quota: "
                        + usage.usedBytes()
                        + " of "
                        + usage.limitBytes()
                        + " bytes are used. Delete files, or ask for a larger quota.");
    }

    /**
     * Takes the flush of what was charged or refunded with an asynchronous commit; it holds no row
     * lock while it waits. Called before the first byte of an upload leaves and before a delete is
     * answered.
     */
    public static void barrier(Sql sql) {
        UsageTable.flush(sql);
    }
}

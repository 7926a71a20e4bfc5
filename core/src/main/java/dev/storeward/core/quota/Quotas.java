package dev.storeward.core.quota;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
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
    private final Recount recount;

    public Quotas(Tx tx) {
        this.tx = tx;
        this.recount = new Recount(tx);
    }

    /**
     * What the caller's tenant uses; with {@code recount} its files are counted first and any drift
     * is corrected: for a super admin unless a count is under way, for others if the last one was
     * an hour ago, and for nobody while this node counts two other tenants' files. Otherwise these
     * are the figures as they are kept; {@link Usage#countedAt()} tells when they were counted.
     */
    public Usage usage(Caller caller, boolean recount) {
        TenantScope scope = caller.requireTenant();
        if (recount) {
            this.recount.ifDue(scope.id(), caller.role() == Role.SUPER_ADMIN);
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

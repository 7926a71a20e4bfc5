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
            tx.forTenant(scope.id()).statement(sql -> correctDrift(sql, scope.id()));
        }
        return tx.forTenant(scope.id()).statement(sql -> usage(sql, scope.id()));
    }

    /** The refusal of an upload that does not fit, with today's figures. */
    public Problem exceeded(UUID tenantId) {
        Usage usage = tx.forTenant(tenantId).statement(sql -> usage(sql, tenantId));
        return new Problem.QuotaExceeded(
                usage.limitBytes(),
                usage.usedBytes(),
                "The file does not fit into the storage quota: "
                        + usage.usedBytes()
                        + " of "
                        + usage.limitBytes()
                        + " bytes are used. Delete files, or ask for a larger quota.");
    }

    private static Usage usage(Sql sql, UUID tenantId) {
        return sql.one(
                """
                SELECT u.charged
                       - (SELECT coalesce(sum(o.charged), 0) FROM object o
                          WHERE o.tenant_id = u.tenant_id AND o.state = 'writing') AS used,
                       u.limit_bytes,
                       (SELECT coalesce(sum(b.files), 0) FROM count_base b WHERE b.tenant_id = u.tenant_id)
                       + (SELECT coalesce(sum(d.files), 0) FROM count_delta d
                          WHERE d.tenant_id = u.tenant_id) AS files
                FROM usage u WHERE u.tenant_id = ?
                """,
                row ->
                        new Usage(
                                row.number("used"), row.number("limit_bytes"), row.number("files")),
                tenantId);
    }

    /**
     * Subtracts the drift between what is charged and what the rows say, both read in one snapshot,
     * so that uploads and deletes that run meanwhile are not overwritten.
     *
     * @return 1 when there was a drift, else 0
     */
    private static int correctDrift(Sql sql, UUID tenantId) {
        return sql.update(
                """
                UPDATE usage t SET charged = greatest(0, t.charged - d.drift)
                FROM (SELECT u.tenant_id,
                             u.charged
                             - (SELECT coalesce(sum(f.size), 0) FROM file f WHERE f.tenant_id = u.tenant_id)
                             - (SELECT coalesce(sum(o.charged), 0) FROM object o
                                WHERE o.tenant_id = u.tenant_id AND o.state = 'writing') AS drift
                      FROM usage u WHERE u.tenant_id = ?) d
                WHERE t.tenant_id = d.tenant_id AND d.drift <> 0
                """,
                tenantId);
    }

    /**
     * Takes the flush of what was charged or refunded with an asynchronous commit; it holds no row
     * lock while it waits. Called before the first byte of an upload leaves and before a delete is
     * answered.
     */
    public static void barrier(Sql sql) {
        sql.first("SELECT pg_logical_emit_message(false, 'storeward', '', true)", row -> true);
    }
}

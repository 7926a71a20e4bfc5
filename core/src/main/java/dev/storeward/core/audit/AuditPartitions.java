package dev.storeward.core.audit;

import dev.storeward.core.db.Sql;

/** Keeps a partition of the audit table ready for the months to come. */
public final class AuditPartitions {
    private static final int MONTHS_AHEAD = 2;
    private static final long LOCK = 0x73775f617564L;

    private AuditPartitions() {}

    /**
     * Makes the partitions of this month and the next two that do not exist. Within a unit of work.
     */
    public static void ensure(Sql sql) {
        sql.first("SELECT pg_advisory_xact_lock(?)", row -> true, LOCK);
        for (int month = 0; month <= MONTHS_AHEAD; month++) {
            sql.first(
                    "SELECT sw_audit_partition((sw_now() + make_interval(months => ?))::date)",
                    row -> true,
                    month);
        }
    }
}

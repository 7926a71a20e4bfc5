package dev.storeward.core.audit;

import dev.storeward.core.db.Sql;

/** Keeps a partition of the audit table ready for the months to come. */
public final class AuditPartitions {
    private static final int MONTHS_AHEAD = 2;

    private AuditPartitions() {}

    /**
     * Makes the partitions of this month and the next two that do not exist. Within a unit of work.
     */
    public static void ensure(Sql sql) {
        AuditTable.lockPartitions(sql);
        for (int month = 0; month <= MONTHS_AHEAD; month++) {
            AuditTable.makePartition(sql, month);
        }
    }
}

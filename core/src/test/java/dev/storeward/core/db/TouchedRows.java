package dev.storeward.core.db;

/** Rows that statements read and write, index entries included, by the database's own counters. */
public final class TouchedRows {
    private TouchedRows() {}

    /**
     * Counts what an act touches.
     *
     * @param database that the act uses, of one connection, and nobody else
     */
    public static long of(Database database, Runnable act) {
        long before = counted(database);
        act.run();
        return counted(database) - before;
    }

    /** Else what this session did is counted up to ten seconds later. */
    public static void flush(Sql sql) {
        sql.first("SELECT pg_stat_force_next_flush()", row -> true);
    }

    private static long counted(Database database) {
        return database.tx()
                .forSystem()
                .statement(sql -> {
                    flush(sql);
                    return sql.one(
                            """
                            SELECT (SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)
                                               + n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables)
                                   + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes) AS rows
                            """,
                            row -> row.number("rows"));
                });
    }
}

package dev.storeward.core.quota;

import dev.storeward.core.db.Tx;

/**
 * File counts without a hot row: settles and deletes append deltas, this folds them into one row
 * for each user and category.
 */
public final class Counts {
    private static final int BATCH = 5_000;

    private final Tx tx;

    public Counts(Tx tx) {
        this.tx = tx;
    }

    /** Folds what there is; several nodes may fold at once. */
    public void fold() {
        while (foldBatch() == BATCH) {
            // The next batch.
        }
    }

    private int foldBatch() {
        return Math.toIntExact(
                tx.forSystem()
                        .statement(sql ->
                                sql.one(
                                        """
                                        WITH taken AS (
                                          DELETE FROM count_delta WHERE (tenant_id, id) IN (
                                            SELECT tenant_id, id FROM count_delta LIMIT ? FOR UPDATE SKIP LOCKED)
                                          RETURNING tenant_id, user_id, category, files, bytes),
                                        folded AS (
                                          INSERT INTO count_base (tenant_id, user_id, category, files, bytes)
                                          SELECT tenant_id, user_id, category, sum(files), sum(bytes) FROM taken
                                          GROUP BY tenant_id, user_id, category
                                          ORDER BY tenant_id, user_id, category
                                          ON CONFLICT (tenant_id, user_id, category) DO UPDATE
                                          SET files = count_base.files + excluded.files,
                                              bytes = count_base.bytes + excluded.bytes)
                                        SELECT count(*) AS taken FROM taken
                                        """,
                                        row -> row.number("taken"),
                                        BATCH)));
    }
}

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
        return tx.forSystem().statement(sql -> UsageTable.fold(sql, BATCH));
    }
}

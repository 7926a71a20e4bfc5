package dev.storeward.core.quota;

import dev.storeward.core.db.Tx;

/**
 * Counts of files without a hot row: what changes appends deltas, this folds them into one row for
 * each user and category, and into one for each place.
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
        while (foldPlaces() == BATCH) {
            // The next batch.
        }
    }

    private int foldBatch() {
        return tx.forSystem().statement(sql -> UsageTable.fold(sql, BATCH));
    }

    private int foldPlaces() {
        return tx.forSystem().statement(sql -> PlaceTable.fold(sql, BATCH));
    }
}

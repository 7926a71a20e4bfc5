package dev.storeward.store.gcs;

import dev.storeward.store.StoreException;

/** The time between an attempt and the next. */
final class Pauses {
    private Pauses() {}

    /**
     * Waits, longer with each attempt.
     *
     * @throws StoreException the failure itself, when the thread is told to stop
     */
    static void before(int attempt, long firstMillis, StoreException failure) {
        try {
            Thread.sleep(firstMillis << (attempt - 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}

package dev.storeward.store.gcs;

import dev.storeward.store.StoreException;
import dev.storeward.store.http.Deadlines;

/** Bounds how often, and how long, one request is sent again. Belongs to one thread. */
final class Attempts {
    private static final int MOST = 3;
    private static final long FIRST_PAUSE_MILLIS = 100;

    private final long start = System.nanoTime();
    private int count = 1;

    /** Whether the request is to be sent again, after a pause; false when it is in vain. */
    boolean another(StoreException failure) {
        if (!failure.code().retryable()
                || count == MOST
                || System.nanoTime() - start > Deadlines.PLAIN.toNanos()) {
            return false;
        }
        try {
            Thread.sleep(FIRST_PAUSE_MILLIS << (count - 1));
            count++;
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Pauses before the next attempt.
     *
     * @throws StoreException the failure itself, where there is to be none
     */
    void againOrThrow(StoreException failure) {
        if (!another(failure)) {
            throw failure;
        }
    }
}

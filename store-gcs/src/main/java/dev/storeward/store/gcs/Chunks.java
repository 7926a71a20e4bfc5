package dev.storeward.store.gcs;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds the memory of uploads in chunks: each needs one chunk, so that one whose answer was lost
 * can be sent again. First come, first served. Safe for several threads.
 */
final class Chunks {
    /** A multiple of the 256 KiB that the API demands. */
    static final int BYTES = 8 << 20;

    private static final int WAIT_SECONDS = 120;
    private static final int PART_OF_HEAP = 8;

    private final Semaphore permits;

    Chunks(int uploads) {
        permits = new Semaphore(uploads, true);
    }

    static Chunks ofHeap(long heapBytes) {
        return new Chunks(Math.clamp(heapBytes / PART_OF_HEAP / BYTES, 2, 10_000));
    }

    /** Waits for room; closing the lease gives it back. */
    Lease take() {
        try {
            if (!permits.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new StoreException(
                        Code.THROTTLED,
                        "This server has all the large uploads to Google Cloud Storage it can hold.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Code.UNREACHABLE, "This server is stopping.", e);
        }
        return permits::release;
    }

    /** Room for one upload. */
    interface Lease extends AutoCloseable {
        @Override
        void close();
    }
}

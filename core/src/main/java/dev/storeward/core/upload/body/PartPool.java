package dev.storeward.core.upload.body;

import dev.storeward.core.Problem;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory of large uploads: buffers of one size, made when first needed and kept. An upload
 * holds at most one, taken whole, first come first served; who waits does not read its socket. Safe
 * for use by several threads.
 */
public final class PartPool {
    private static final int WAIT_SECONDS = 120;

    private final Semaphore permits;
    private final ArrayBlockingQueue<byte[]> idle;
    private final int partBytes;

    public PartPool(long poolBytes, int partBytes) {
        int parts = Math.toIntExact(Math.max(1, poolBytes / partBytes));
        this.permits = new Semaphore(parts, true);
        this.idle = new ArrayBlockingQueue<>(parts);
        this.partBytes = partBytes;
    }

    /**
     * Waits for a buffer.
     *
     * @throws dev.storeward.core.ProblemException {@code Unavailable} after {@value #WAIT_SECONDS}
     *     s
     */
    Lease take() {
        try {
            if (!permits.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new Problem.Unavailable(
                                "This server has all the large uploads it can hold. Try again.", 10)
                        .asException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem.Unavailable("This server is stopping.", 10).asException();
        }
        byte[] buffer = idle.poll();
        try {
            return new Lease(buffer == null ? new byte[partBytes] : buffer);
        } catch (OutOfMemoryError e) {
            permits.release();
            throw e;
        }
    }

    /** A buffer on loan; closing gives it back. */
    final class Lease implements AutoCloseable {
        private final byte[] buffer;

        private Lease(byte[] buffer) {
            this.buffer = buffer;
        }

        byte[] buffer() {
            return buffer;
        }

        @Override
        public void close() {
            idle.offer(buffer);
            permits.release();
        }
    }
}

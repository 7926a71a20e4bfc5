package dev.storeward.core.upload.body;

import dev.storeward.core.Problem;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many uploads this node works on at once, so that their buffers fit its memory whatever their
 * number. Who waits has read nothing of its body. Safe for use by several threads.
 */
public final class Admission {
    /** The head of a body, the buffers of its cipher, and the ciphertext of a small one. */
    private static final long BYTES_EACH = 3L * UploadLimits.SMALL_BYTES;

    private static final int WAIT_SECONDS = 120;

    private final Semaphore permits;

    /**
     * Reckons with memory.
     *
     * @param bytes of the heap for all of them
     */
    public Admission(long bytes) {
        this.permits =
                new Semaphore(Math.toIntExact(Math.clamp(bytes / BYTES_EACH, 4, 10_000)), true);
    }

    /**
     * Waits for a place; closing the answer gives it back.
     *
     * @throws dev.storeward.core.ProblemException {@code Unavailable} after {@value #WAIT_SECONDS}
     *     s
     */
    public Place take() {
        try {
            if (!permits.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new Problem.Unavailable(
                                "This server has all the uploads it can hold. Try again.", 10)
                        .asException();
            }
            return permits::release;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem.Unavailable("This server is stopping.", 10).asException();
        }
    }

    /** A place among the uploads of this node. */
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }
}

package dev.storeward.core.upload.body;

import dev.storeward.core.upload.share.Claimant;
import dev.storeward.core.upload.share.FairPermits;
import dev.storeward.core.upload.share.FairPermits.Permit;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * The memory of large uploads: buffers of one size, made when first needed and kept, shared among
 * tenants and their users. An upload holds at most one, taken whole; who waits does not read its
 * socket. Safe for use by several threads.
 */
public final class PartPool {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final FairPermits permits;
    private final ArrayBlockingQueue<byte[]> idle;
    private final int partBytes;

    public PartPool(long poolBytes, int partBytes) {
        int parts = Math.toIntExact(Math.max(1, poolBytes / partBytes));
        this.permits =
                new FairPermits(
                        new FairPermits.Terms(
                                parts,
                                8 * parts,
                                PATIENCE,
                                "This server has all the large uploads of yours that it can hold beside those of others. Try again."));
        this.idle = new ArrayBlockingQueue<>(parts);
        this.partBytes = partBytes;
    }

    /**
     * Waits for a buffer.
     *
     * @throws dev.storeward.core.ProblemException {@code Unavailable} when none came in time
     */
    public Lease take(Claimant user) {
        Permit permit = permits.take(user);
        byte[] buffer = idle.poll();
        try {
            return new Lease(permit, buffer == null ? new byte[partBytes] : buffer);
        } catch (OutOfMemoryError e) {
            permit.close();
            throw e;
        }
    }

    /** Whether large uploads of this user take more than their share from others that wait. */
    public boolean presses(Claimant user) {
        return permits.presses(user);
    }

    /** A buffer on loan; closing gives it back. */
    public final class Lease implements AutoCloseable {
        private final Permit permit;
        private final byte[] buffer;

        private Lease(Permit permit, byte[] buffer) {
            this.permit = permit;
            this.buffer = buffer;
        }

        public byte[] buffer() {
            return buffer;
        }

        @Override
        public void close() {
            idle.offer(buffer);
            permit.close();
        }
    }
}

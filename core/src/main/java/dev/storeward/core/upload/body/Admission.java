package dev.storeward.core.upload.body;

import dev.storeward.core.upload.share.Claimant;
import dev.storeward.core.upload.share.FairPermits;
import dev.storeward.core.upload.share.FairPermits.Permit;
import java.time.Duration;
import java.util.UUID;

/**
 * How many uploads this node works on at once, so that their buffers fit its memory whatever their
 * number: shared among tenants and their users, and among the places the bytes go to. A place is
 * taken when the first bytes have come, so that who sends none keeps nobody out. Safe for use by
 * several threads.
 */
public final class Admission {
    /** The head of a body, the buffers of its cipher, and the ciphertext of a small one. */
    private static final long BYTES_EACH = 3L * UploadLimits.SMALL_BYTES;

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration PATIENCE_FOR_A_BUCKET = Duration.ofSeconds(2);

    private final FairPermits uploads;
    private final FairPermits sent;

    /**
     * Reckons with memory.
     *
     * @param bytes of the heap for all of them
     */
    public Admission(long bytes) {
        int permits = Math.toIntExact(Math.clamp(bytes / BYTES_EACH, 4, 10_000));
        this.uploads =
                new FairPermits(
                        new FairPermits.Terms(
                                permits,
                                2 * permits,
                                PATIENCE,
                                "This server has all the uploads of yours that it can hold beside those of others. Try again."));
        this.sent =
                new FairPermits(
                        new FairPermits.Terms(
                                permits,
                                permits,
                                PATIENCE_FOR_A_BUCKET,
                                "The bucket of new files is slow, and all the uploads to it that this server can hold are under way. Try again."));
    }

    /**
     * Waits for a place; closing the answer gives it back.
     *
     * @throws dev.storeward.core.ProblemException {@code Unavailable} when none came in time
     */
    public Permit take(Claimant user) {
        return uploads.take(user);
    }

    /**
     * Waits until the bytes of an upload may be sent where they go, so that a bucket that is slow
     * holds no more than its share.
     *
     * @throws dev.storeward.core.ProblemException {@code Unavailable} when it came not to be in
     *     time
     */
    public Permit send(UUID locationId, UUID tenantId) {
        return sent.take(new Claimant(locationId, tenantId));
    }

    /** Whether uploads of this user take more than their share from others that wait. */
    public boolean presses(Claimant user) {
        return uploads.presses(user);
    }
}

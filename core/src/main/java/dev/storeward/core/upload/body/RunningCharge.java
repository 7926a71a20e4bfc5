package dev.storeward.core.upload.body;

import dev.storeward.core.Problem;
import java.time.InstantSource;

/**
 * What an upload under way has been charged with: kept ahead of the bytes that came, in growing
 * steps, within the file's greatest size; its lease is renewed every {@value #RENEW_MILLIS} ms.
 * Belongs to one thread.
 */
public final class RunningCharge {
    private static final long RENEW_MILLIS = 300_000;
    private static final long FIRST_STEP = 1 << 20;
    private static final long LAST_STEP = 8 << 20;

    private final Ledger ledger;
    private final long maxBytes;
    private final InstantSource clock;
    private long covered;
    private long charged;
    private long step = FIRST_STEP;
    private long renewedAt;

    /** Where an upload is charged and kept alive. */
    public interface Ledger {
        /** Charges more; false when it does not fit. */
        boolean extend(long bytes);

        /** Renews the lease; false when the upload is no longer ours. */
        boolean renew();

        Problem exceeded();
    }

    /**
     * @param charged bytes that the intent was charged with
     * @param maxBytes the greatest size of the file
     */
    public RunningCharge(Ledger ledger, long charged, long maxBytes, InstantSource clock) {
        this.ledger = ledger;
        this.charged = charged;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.renewedAt = clock.millis();
    }

    /**
     * Charges for bytes that came.
     *
     * @throws dev.storeward.core.ProblemException {@code TooLarge}; {@code QuotaExceeded}; {@code
     *     Unavailable} when the upload is no longer ours
     */
    void cover(int bytes) {
        covered += bytes;
        if (covered > maxBytes) {
            throw tooLarge(maxBytes).asException();
        }
        extend();
        renew();
    }

    static Problem tooLarge(long maxBytes) {
        return new Problem.TooLarge(
                maxBytes,
                "The file is larger than the " + maxBytes + " bytes that are taken here.");
    }

    private void extend() {
        long missing = covered - charged;
        if (missing <= 0) {
            return;
        }
        long wanted = Math.max(missing, step);
        if (ledger.extend(wanted)) {
            charged += wanted;
        } else if (wanted > missing && ledger.extend(missing)) {
            charged += missing;
        } else {
            throw ledger.exceeded().asException();
        }
        step = Math.min(LAST_STEP, step * 2);
    }

    private void renew() {
        long now = clock.millis();
        if (now - renewedAt < RENEW_MILLIS) {
            return;
        }
        if (!ledger.renew()) {
            throw new Problem.Unavailable(
                            "The upload was given up because its server was taken for dead. Send it again.",
                            1)
                    .asException();
        }
        renewedAt = now;
    }
}

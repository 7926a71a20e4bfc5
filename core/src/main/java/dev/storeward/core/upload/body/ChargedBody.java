package dev.storeward.core.upload.body;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The plaintext of an upload on its way to the bucket: counted, hashed, kept within the file's
 * greatest size, charged before it is handed on, and refused when its client is too slow. What went
 * wrong is kept, because the store that reads this stream may wrap what it throws.
 */
public final class ChargedBody extends InputStream {
    private static final long RENEW_MILLIS = 300_000;
    private static final long FIRST_STEP = 1 << 20;
    private static final long LAST_STEP = 8 << 20;

    private final InputStream body;
    private final Charge charge;
    private final long maxBytes;
    private final InstantSource clock;
    private final MessageDigest digest;
    private long count;
    private long charged;
    private long step = FIRST_STEP;
    private long renewedAt;
    private @Nullable ProblemException problem;

    /** How an upload under way is charged and kept alive. */
    public interface Charge {
        /** Charges more; false when it does not fit. */
        boolean extend(long bytes);

        /** Renews the lease; false when the upload is no longer ours. */
        boolean renew();

        Problem exceeded();
    }

    /**
     * @param charged what the intent was charged with
     */
    public ChargedBody(
            InputStream body,
            Charge charge,
            long charged,
            long maxBytes,
            MessageDigest digest,
            InstantSource clock) {
        this.body = body;
        this.charge = charge;
        this.charged = charged;
        this.maxBytes = maxBytes;
        this.digest = digest;
        this.clock = clock;
        this.renewedAt = clock.millis();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            int read = body.read(buffer, offset, length);
            if (read > 0) {
                digest.update(buffer, offset, read);
                count += read;
                requireSize();
                requireCharge();
                keepLease();
            }
            return read;
        } catch (ProblemException e) {
            problem = e;
            throw e;
        }
    }

    private void requireSize() {
        if (count > maxBytes) {
            throw tooLarge(maxBytes).asException();
        }
    }

    public static Problem tooLarge(long maxBytes) {
        return new Problem.TooLarge(
                maxBytes,
                "The file is larger than the " + maxBytes + " bytes that are taken here.");
    }

    private void requireCharge() {
        long missing = count - charged;
        if (missing <= 0) {
            return;
        }
        long wanted = Math.max(missing, step);
        if (charge.extend(wanted)) {
            charged += wanted;
        } else if (wanted > missing && charge.extend(missing)) {
            charged += missing;
        } else {
            throw charge.exceeded().asException();
        }
        step = Math.min(LAST_STEP, step * 2);
    }

    private void keepLease() {
        long now = clock.millis();
        if (now - renewedAt >= RENEW_MILLIS) {
            if (!charge.renew()) {
                throw new Problem.Unavailable(
                                "The upload was given up because its server was taken for dead. Send it again.",
                                1)
                        .asException();
            }
            renewedAt = now;
        }
    }

    /** Bytes read so far. */
    public long count() {
        return count;
    }

    /** The problem that a read ended with; null when none did. */
    public @Nullable ProblemException problem() {
        return problem;
    }
}

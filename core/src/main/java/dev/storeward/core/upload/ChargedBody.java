package dev.storeward.core.upload;

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
final class ChargedBody extends InputStream {
    /** A client that holds memory of this node must keep this pace over each window. */
    private static final long MIN_BYTES_PER_SECOND = 16 << 10;

    private static final long WINDOW_MILLIS = 10_000;
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
    private long windowMillis;
    private long windowBytes;
    private long renewedAt;
    private @Nullable ProblemException problem;

    /** How an upload under way is charged and kept alive. */
    interface Charge {
        /** Charges more; false when it does not fit. */
        boolean extend(long bytes);

        /** Renews the lease; false when the upload is no longer ours. */
        boolean renew();

        Problem exceeded();
    }

    /**
     * @param charged what the intent was charged with
     */
    ChargedBody(
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
            long asked = clock.millis();
            int read = body.read(buffer, offset, length);
            long answered = clock.millis();
            if (read > 0) {
                digest.update(buffer, offset, read);
                count += read;
                requireSize();
                requireCharge();
                keepPace(read, answered - asked);
                keepLease(answered);
            }
            return read;
        } catch (ProblemException e) {
            problem = e;
            throw e;
        } catch (java.net.SocketTimeoutException e) {
            throw keep(stalled().asException(e));
        } catch (IOException e) {
            throw keep(
                    new Problem.Incomplete(
                                    "The body ended before its end after "
                                            + count
                                            + " bytes. Nothing was stored; send the file again.")
                            .asException(e));
        }
    }

    private ProblemException keep(ProblemException e) {
        problem = e;
        return e;
    }

    private void requireSize() {
        if (count > maxBytes) {
            throw tooLarge(maxBytes).asException();
        }
    }

    static Problem tooLarge(long maxBytes) {
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

    /** Counts only the time the client was waited for, not what its bytes wait for here. */
    private void keepPace(int read, long waitedMillis) {
        windowBytes += read;
        windowMillis += waitedMillis;
        if (windowMillis >= WINDOW_MILLIS) {
            if (windowBytes * 1000 / windowMillis < MIN_BYTES_PER_SECOND) {
                throw stalled().asException();
            }
            windowMillis = 0;
            windowBytes = 0;
        }
    }

    private void keepLease(long now) {
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

    private static Problem stalled() {
        return new Problem.Incomplete(
                "The body came too slowly: an upload must keep "
                        + MIN_BYTES_PER_SECOND
                        + " bytes a second. Nothing was stored.");
    }

    /** Bytes read so far. */
    long count() {
        return count;
    }

    /** The problem that a read ended with; null when none did. */
    @Nullable ProblemException problem() {
        return problem;
    }
}

package dev.storeward.core.migration.share;

import io.github.bucket4j.BandwidthBuilder;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Lets bytes pass no faster than a limit that may change. Safe for use by several threads. */
public final class Throttle {
    /** More than a gigabyte a second is no limit: the library counts no faster. */
    private static final long UNLIMITED = 1_000_000_000;

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static final Duration REFUSED = Duration.ofMillis(20);

    private final Bucket bucket;
    private volatile long limit;

    /**
     * @param bytesPerSecond null for no limit
     */
    public Throttle(@Nullable Long bytesPerSecond) {
        this.limit = bytesPerSecond == null ? UNLIMITED : bytesPerSecond;
        this.bucket = Bucket.builder().addLimit(bandwidth(bounded(limit))).build();
    }

    /** Changes the limit from now on. */
    public void limit(@Nullable Long bytesPerSecond) {
        long wanted = bytesPerSecond == null ? UNLIMITED : bytesPerSecond;
        if (wanted != limit) {
            bucket.replaceConfiguration(
                    BucketConfiguration.builder().addLimit(bandwidth(bounded(wanted))).build(),
                    TokensInheritanceStrategy.RESET);
            limit = wanted;
        }
    }

    /**
     * Waits until so many bytes may pass, or it is asked to stop.
     *
     * @return false when it was
     */
    public boolean take(int bytes, BooleanSupplier stopped) throws InterruptedException {
        long left = limit >= UNLIMITED ? 0 : bytes;
        while (left > 0) {
            if (stopped.getAsBoolean()) {
                return false;
            }
            // Small pieces: a large one would wait for long, and be deaf for as long.
            long piece = Math.min(left, Math.max(1, bounded(limit) / 8));
            if (bucket.asBlocking().tryConsume(piece, PATIENCE)) {
                left -= piece;
            } else {
                // Refused at once, as others have reserved what comes.
                Thread.sleep(REFUSED);
            }
        }
        return true;
    }

    private static long bounded(long limit) {
        return Math.clamp(limit, 1, UNLIMITED);
    }

    /** A second's worth may pass at once. */
    private static io.github.bucket4j.Bandwidth bandwidth(long bytes) {
        return BandwidthBuilder.builder()
                .capacity(bytes)
                .refillGreedy(bytes, Duration.ofSeconds(1))
                .build();
    }
}

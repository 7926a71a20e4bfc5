package dev.storeward.server.http.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Token buckets by key. A bucket is one number, the moment at which it is full again, so that the
 * rate may change at any time and memory stays small; of too many the least used are forgotten, and
 * are full when they come again. Safe for use by several threads.
 */
final class Buckets<K> {
    private final Cache<K, AtomicLong> fullAt;
    private final InstantSource clock;

    Buckets(int most, InstantSource clock) {
        this.fullAt = Caffeine.newBuilder().maximumSize(most).build();
        this.clock = clock;
    }

    /** Takes one from a key's bucket, if there is one. */
    Verdict take(K key, Rate rate) {
        return ask(key, rate, 1);
    }

    /** Whether there is one in a key's bucket; takes none. */
    Verdict look(K key, Rate rate) {
        return ask(key, rate, 0);
    }

    /** How many are remembered. */
    long size() {
        fullAt.cleanUp();
        return fullAt.estimatedSize();
    }

    private Verdict ask(K key, Rate rate, int wanted) {
        long whole = rate.period().toNanos() / 1000;
        long each = Math.max(1, whole / rate.amount());
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        AtomicLong bucket = bucket(key, now, wanted);
        while (true) {
            long seen = bucket.get();
            if (seen > now + whole) {
                // The clock was set back: that empties a bucket, and for no longer than it takes to
                // fill.
                bucket.compareAndSet(seen, now + whole);
                continue;
            }
            long full = Math.max(seen, now);
            long then = full + each;
            if (then - now > whole) {
                return verdict(rate, 0, full - now, then - now - whole);
            }
            if (wanted == 0) {
                return verdict(rate, (whole - (full - now)) / each, full - now, 0);
            }
            if (bucket.compareAndSet(seen, then)) {
                return verdict(rate, (whole - (then - now)) / each, then - now, 0);
            }
        }
    }

    private AtomicLong bucket(K key, long now, int wanted) {
        if (wanted > 0) {
            return fullAt.get(key, ignored -> new AtomicLong(now));
        }
        AtomicLong known = fullAt.getIfPresent(key);
        return known == null ? new AtomicLong(now) : known;
    }

    private static Verdict verdict(Rate rate, long remaining, long resetMicros, long retryMicros) {
        return new Verdict(
                retryMicros == 0,
                rate.amount(),
                remaining,
                Duration.of(resetMicros, ChronoUnit.MICROS),
                Duration.of(retryMicros, ChronoUnit.MICROS));
    }
}

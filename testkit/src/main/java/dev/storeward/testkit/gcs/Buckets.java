package dev.storeward.testkit.gcs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Buckets in memory, each in the order of its names' UTF-8 bytes. Safe for several threads. */
final class Buckets {
    private static final Comparator<String> BYTES =
            (a, b) ->
                    Arrays.compareUnsigned(
                            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private final Map<String, NavigableMap<String, StoredBlob>> buckets = new ConcurrentHashMap<>();
    private final AtomicLong generations;
    private final AtomicReference<Instant> retention = new AtomicReference<>(Instant.EPOCH);
    private final InstantSource clock;

    Buckets(InstantSource clock) {
        this.clock = clock;
        this.generations = new AtomicLong(clock.millis() * 1000);
    }

    /** Lets nothing that is written from now on be deleted before that time. */
    void retain(Instant until) {
        retention.set(until);
    }

    void create(String bucket) {
        buckets.computeIfAbsent(bucket, _ -> new TreeMap<>(BYTES));
    }

    boolean exists(String bucket) {
        return buckets.containsKey(bucket);
    }

    private NavigableMap<String, StoredBlob> bucket(String name) {
        return Optional.ofNullable(buckets.get(name)).orElseThrow(Refusal::noBucket);
    }

    Optional<StoredBlob> find(String bucket, String name) {
        NavigableMap<String, StoredBlob> blobs = bucket(bucket);
        synchronized (blobs) {
            return Optional.ofNullable(blobs.get(name));
        }
    }

    /**
     * Writes a whole object.
     *
     * @param condition the generation that must be there, 0 for none; empty for any
     */
    StoredBlob write(Draft draft, byte[] bytes, Optional<Long> condition) {
        NavigableMap<String, StoredBlob> blobs = bucket(draft.bucket());
        draft.check(bytes);
        synchronized (blobs) {
            require(Optional.ofNullable(blobs.get(draft.name())), condition);
            StoredBlob blob =
                    new StoredBlob(
                            draft.bucket(),
                            draft.name(),
                            bytes,
                            draft.contentType(),
                            draft.metadata(),
                            generations.incrementAndGet(),
                            clock.instant(),
                            retention.get());
            blobs.put(draft.name(), blob);
            return blob;
        }
    }

    void delete(String bucket, String name, Optional<Long> condition) {
        NavigableMap<String, StoredBlob> blobs = bucket(bucket);
        synchronized (blobs) {
            Optional<StoredBlob> there = Optional.ofNullable(blobs.get(name));
            if (there.isEmpty()) {
                throw Refusal.noObject(bucket, name);
            }
            require(there, condition);
            if (there.orElseThrow().retained().isAfter(clock.instant())) {
                throw new Refusal(403, "retentionPolicyNotMet", "Object is under retention.");
            }
            blobs.remove(name);
        }
    }

    static void require(Optional<StoredBlob> there, Optional<Long> condition) {
        long generation = there.map(StoredBlob::generation).orElse(0L);
        if (condition.isPresent() && condition.get() != generation) {
            throw Refusal.condition();
        }
    }

    /** The objects behind a name, at most {@code limit}. */
    List<StoredBlob> list(String bucket, String prefix, String after, int limit) {
        NavigableMap<String, StoredBlob> blobs = bucket(bucket);
        synchronized (blobs) {
            boolean inside = !after.isEmpty();
            return blobs.tailMap(inside ? after : prefix, !inside).values().stream()
                    .takeWhile(blob -> blob.name().startsWith(prefix))
                    .limit(limit)
                    .toList();
        }
    }
}

package dev.storeward.core.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.storeward.core.db.Database;
import dev.storeward.core.db.Notifications;
import dev.storeward.core.db.Sql;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Remembers for at most five seconds whose key is whose. Whoever changes a key, a user's role or
 * state, or a tenant calls {@link #announce} in the transaction and {@link #forget} after it: this
 * node knows at once, every other node when the database tells it. While the database is silent
 * nothing is remembered. Safe for use by several threads.
 */
public final class CallerCache implements AutoCloseable {
    private static final String CHANNEL = "storeward_keys";
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int MOST_KEYS = 20_000;

    private final AtomicLong changes = new AtomicLong();
    private final List<Memory<?, ?>> memories = new CopyOnWriteArrayList<>();
    private final Notifications notifications;

    public CallerCache(Database database, InstantSource clock) {
        this.notifications = Notifications.listen(database, CHANNEL, this::forget, clock);
    }

    /** Tells every node, when the transaction commits, that what it remembers is out of date. */
    public static void announce(Sql sql) {
        CallerTable.announce(sql, CHANNEL);
    }

    /** Forgets everything on this node. */
    public void forget() {
        changes.incrementAndGet();
        memories.forEach(Memory::clear);
    }

    /**
     * A memory of one kind of key, which forgets with all others of this node.
     *
     * @param validFor how long what is remembered holds still
     */
    public <K, V> Memory<K, V> memory(Function<V, Duration> validFor) {
        Memory<K, V> memory = new Memory<>(validFor);
        memories.add(memory);
        return memory;
    }

    /** What was found by what. What was not found is not remembered. */
    public final class Memory<K, V> {
        private final Cache<K, V> known;

        private Memory(Function<V, Duration> validFor) {
            this.known =
                    Caffeine.newBuilder()
                            .maximumSize(MOST_KEYS)
                            .expireAfter(
                                    Expiry.<K, V>creating(
                                            (by, found) -> shorter(validFor.apply(found), LONGEST)))
                            .build();
        }

        /** What is remembered, else what is looked up. */
        public Optional<V> get(K by, Supplier<Optional<V>> lookup) {
            V remembered = notifications.fresh() ? known.getIfPresent(by) : null;
            if (remembered != null) {
                return Optional.of(remembered);
            }
            long before = changes.get();
            Optional<V> found = lookup.get();
            if (notifications.fresh() && changes.get() == before) {
                found.ifPresent(value -> known.put(by, value));
                // A change between the check and the put would have missed this entry.
                if (changes.get() != before) {
                    known.invalidate(by);
                }
            }
            return found;
        }

        private void clear() {
            known.invalidateAll();
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    @Override
    public void close() {
        notifications.close();
    }
}

package dev.storeward.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Throws errors in work that nobody asked for, at moments left to chance: which work it is is known
 * by the thread, or by the job it runs. Requests are spared. Safe for use by several threads.
 */
final class ErrorSource {
    static final String HEARTBEAT = "heartbeat";

    private static final String SLOT = "a slot";

    /** Threads that move one file each have no name. */
    private static final String FILE_MOVE = "a move of a file";

    /** What works while a migration is open only. */
    static final Set<String> OF_MIGRATIONS = Set.of(SLOT, FILE_MOVE);

    /** By what the names of threads begin with. */
    private static final Map<String, String> BY_THREAD =
            Map.of(
                    "purge-", "a purge worker",
                    "renew-markers-", "a renewal of markers",
                    "slots-", SLOT);

    private static final List<Supplier<Error>> ERRORS =
            List.of(
                    StackOverflowError::new,
                    () -> new OutOfMemoryError("Java heap space"),
                    () -> new NoClassDefFoundError("dev/storeward/Gone"),
                    () -> new AssertionError("never"));

    private final ThreadLocal<@Nullable String> job = new ThreadLocal<>();
    private final Set<String> threads = ConcurrentHashMap.newKeySet();

    /** How often each work passed a moment at which an error can come. */
    private final Map<String, AtomicInteger> passed = new ConcurrentHashMap<>();

    private final Map<String, AtomicInteger> thrown = new ConcurrentHashMap<>();

    /** How many moments each work passes before the next error. */
    private final Map<String, AtomicInteger> left = new ConcurrentHashMap<>();

    private volatile Random random = new Random();
    private volatile Set<String> targets = Set.of();

    /**
     * @param threads the names of threads that work by themselves
     */
    ErrorSource(Set<String> threads) {
        this.threads.addAll(threads);
    }

    /** One more thread that works by itself. */
    void watch(String thread) {
        threads.add(thread);
    }

    /** Begins to throw in some work. */
    void begin(Set<String> works, long seed) {
        random = new Random(seed);
        left.clear();
        thrown.clear();
        targets = Set.copyOf(works);
    }

    void end() {
        targets = Set.of();
    }

    /** In which work an error was thrown since the beginning. */
    Set<String> struck() {
        return new TreeSet<>(thrown.keySet());
    }

    /** How often each work passed by so far. */
    Map<String, Integer> passed() {
        Map<String, Integer> now = new TreeMap<>();
        passed.forEach((work, times) -> now.put(work, times.get()));
        return now;
    }

    /** The same work as a job of a name, at whose beginning and end an error can come. */
    Runnable around(String name, Runnable work) {
        return () -> {
            job.set(name);
            try {
                moment();
                work.run();
                moment();
            } finally {
                job.remove();
            }
        };
    }

    /** A moment at which an error can come. */
    void moment() {
        Optional<String> found = work();
        if (found.isEmpty()) {
            return;
        }
        String work = found.orElseThrow();
        passed.computeIfAbsent(work, w -> new AtomicInteger()).incrementAndGet();
        if (targets.contains(work)
                && left.computeIfAbsent(work, w -> new AtomicInteger(wait(w))).getAndDecrement()
                        == 0) {
            thrown.computeIfAbsent(work, w -> new AtomicInteger()).incrementAndGet();
            left.remove(work);
            throw ERRORS.get(random.nextInt(ERRORS.size())).get();
        }
    }

    /** Soon at first, and later and later, so that work gets beyond its beginning. */
    private int wait(String work) {
        AtomicInteger times = thrown.get(work);
        return random.nextInt(4 << (times == null ? 0 : Math.min(times.get(), 6)));
    }

    private Optional<String> work() {
        String ofJob = job.get();
        if (ofJob != null) {
            return Optional.of(ofJob);
        }
        Thread thread = Thread.currentThread();
        String name = thread.getName();
        if (threads.contains(name)) {
            return Optional.of(name);
        }
        if (name.isEmpty() && thread.isVirtual()) {
            return Optional.of(FILE_MOVE);
        }
        return BY_THREAD.entrySet().stream()
                .filter(entry -> name.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Everything that works by itself beside the recurring jobs. */
    Set<String> works() {
        Set<String> works = new TreeSet<>(threads);
        works.addAll(BY_THREAD.values());
        works.add(FILE_MOVE);
        return works;
    }
}

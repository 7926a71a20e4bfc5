package dev.storeward.core.migration;

import dev.storeward.store.ObjectKey;
import dev.storeward.store.StoreException.Code;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong at which call. The same call of the same seed meets the same fault, whichever
 * thread comes first: files are told apart by the number in their names, and calls counted for each
 * file. Safe for use by several threads.
 */
final class Trouble {
    private static final Pattern NUMBER = Pattern.compile("/f(\\d+)[^/]*$");
    private static final List<Code> CODES =
            List.of(
                    Code.UNREACHABLE,
                    Code.THROTTLED,
                    Code.UNKNOWN,
                    Code.FORBIDDEN,
                    Code.INVALID,
                    Code.FULL,
                    Code.CORRUPT,
                    Code.NOT_FOUND);

    private final long seed;
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private volatile int percent;
    private volatile String downBucket = "";
    private volatile @Nullable Code down;
    private volatile boolean silent;

    /** What a call meets. */
    enum Kind {
        NOTHING,
        FAILS,
        WORKS_AND_FAILS,
        WRONG_BYTES,
        TRUNCATED,
        BREAKS_OFF
    }

    /** One call's fault, and chance for what else happens around it. */
    record Fault(Kind kind, Code code, Random chance) {}

    Trouble(long seed) {
        this.seed = seed;
    }

    /** How many calls of a hundred meet a fault from now on. */
    void flaky(int faultsOfHundred) {
        percent = faultsOfHundred;
    }

    /** Every call to a bucket fails from now on. */
    void down(String bucket, Code code) {
        downBucket = bucket;
        down = code;
    }

    /** As {@link #down}, without an answer. */
    void silent(String bucket) {
        down(bucket, Code.UNREACHABLE);
        silent = true;
    }

    boolean isSilent() {
        return silent;
    }

    void heal() {
        percent = 0;
        silent = false;
        down = null;
    }

    Fault at(String bucket, String call, ObjectKey key) {
        String which = bucket + ' ' + call + ' ' + name(key);
        int count = calls.computeIfAbsent(which, w -> new AtomicInteger()).incrementAndGet();
        Random chance = new Random(seed * 31 + which.hashCode() * 1_000_003L + count * 7919L);
        Code away = down;
        if (away != null && bucket.equals(downBucket)) {
            return new Fault(Kind.FAILS, away, chance);
        }
        if (chance.nextInt(100) >= percent) {
            return new Fault(Kind.NOTHING, Code.UNKNOWN, chance);
        }
        Kind kind = Kind.values()[1 + chance.nextInt(Kind.values().length - 1)];
        return new Fault(kind, CODES.get(chance.nextInt(CODES.size())), chance);
    }

    /** The file an object belongs to; the same in every run of a seed. */
    static String name(ObjectKey key) {
        return name(key.value());
    }

    /** The number of a file in its address or key; empty where it has none. */
    static String name(String text) {
        Matcher number = NUMBER.matcher(text);
        return number.find() ? number.group(1) : "";
    }
}

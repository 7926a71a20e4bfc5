package dev.storeward.core.backend;

import dev.storeward.core.log.RepeatedLog;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether requests ask a backend at all. After {@value #SILENCES} that it left without an answer in
 * a row it rests, so that those who ask next need not wait for as long; then one of them finds out,
 * and a silence again makes for a longer rest. Any answer, a refusal too, ends it. Safe for use by
 * several threads.
 */
final class Breaker {
    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    private static final int SILENCES = 4;
    private static final long FIRST_REST = Duration.ofSeconds(5).toNanos();
    private static final long LAST_REST = Duration.ofSeconds(60).toNanos();

    /** A third of the time after which a call is given up, and many times what an answer takes. */
    private static final long LONG_WAIT = Duration.ofSeconds(10).toNanos();

    private final String backend;
    private final LongSupplier nanos;
    private int silences;
    private long rest;
    private long until;
    private boolean asking;
    private long lastAnswer;

    /**
     * @param backend what the log calls it
     * @param nanos as of {@link System#nanoTime()}
     */
    Breaker(String backend, LongSupplier nanos) {
        this.backend = backend;
        this.nanos = nanos;
        this.lastAnswer = nanos.getAsLong() - 1;
    }

    /**
     * Passes while nothing is known against the backend, and when it is time to find out.
     *
     * @throws RestingException while it rests
     */
    synchronized void requireAwake() {
        if (rest > 0 && (asking || nanos.getAsLong() - until < 0)) {
            throw new RestingException(secondsLeft());
        }
    }

    /**
     * Passes as {@link #requireAwake}, but only one of those who find out. What came of the call
     * has to be told by one of the other methods.
     */
    synchronized void ask() {
        requireAwake();
        asking = rest > 0;
    }

    /** The time by its clock, for {@link #left}. */
    long now() {
        return nanos.getAsLong();
    }

    /** The backend gave an answer, whatever it was. */
    synchronized void answered() {
        silences = 0;
        rest = 0;
        asking = false;
        lastAnswer = nanos.getAsLong();
    }

    /** The call ended for another reason than the backend. */
    synchronized void unknown() {
        asking = false;
    }

    /**
     * Nobody waits any longer for a call that only the backend could have delayed. That is a
     * silence where it was waited for long and nobody has got an answer since it began. What ends
     * earlier tells nothing, so that clients cannot make a backend that answers rest by leaving.
     *
     * @param asked the time when it began
     */
    synchronized void left(long asked) {
        if (nanos.getAsLong() - asked >= LONG_WAIT && lastAnswer - asked < 0) {
            silent();
        } else {
            unknown();
        }
    }

    /** No answer came. */
    synchronized void silent() {
        silences++;
        boolean foundOut = asking;
        asking = false;
        if (silences >= SILENCES && (rest == 0 || foundOut)) {
            rest = rest == 0 ? FIRST_REST : Math.min(LAST_REST, 2 * rest);
            until = nanos.getAsLong() + rest;
            RepeatedLog.ofThisProcess()
                    .warn(
                            LOG,
                            "breaker",
                            "The backend "
                                    + backend
                                    + " gives no answers: requests to it are refused for "
                                    + Duration.ofNanos(rest).toSeconds()
                                    + " s.");
        }
    }

    private int secondsLeft() {
        long left = Math.max(0, until - nanos.getAsLong());
        return Math.toIntExact(1 + Duration.ofNanos(left).toSeconds());
    }
}

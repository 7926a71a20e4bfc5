package dev.storeward.core.migration.share;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of places that fail one file after the other: nothing is asked of such a place
 * for a while, then one file is, and what comes of it decides. A place belongs to no slot and no
 * migration: what one has found out the others need not. Safe for use by several threads.
 *
 * @param <C> what a failure is told by
 */
public final class PlaceBreakers<C> {
    /** A probe that was not heard of for so long keeps no other from being made. */
    private static final Duration PROBE = Duration.ofMinutes(10);

    /** A place that nothing was heard of for so long is known no more. */
    private static final Duration FORGOTTEN = Duration.ofHours(1);

    private final InstantSource clock;
    private final Duration rest;
    private final Map<UUID, Breaker<C>> failing = new HashMap<>();

    /**
     * @param rest how long nothing is asked of a place
     */
    public PlaceBreakers(InstantSource clock, Duration rest) {
        this.clock = clock;
        this.rest = rest;
    }

    /** A place that failed last time. */
    private static final class Breaker<C> {
        private C last;
        private Instant lastAt;
        private int inARow;

        /** Null when it is closed. */
        private @Nullable Instant restsUntil;

        private @Nullable UUID probe;
        private Instant probeAt;

        Breaker(C last, Instant at) {
            this.last = last;
            this.lastAt = at;
            this.probeAt = at;
        }
    }

    /**
     * Whether a file may be moved from or to a place. Of one that has rested long enough the first
     * to ask may be: it is the probe until it is {@linkplain #release released}.
     */
    public synchronized boolean admits(UUID place, UUID file) {
        Breaker<C> breaker = failing.get(place);
        if (breaker == null || breaker.restsUntil == null || file.equals(breaker.probe)) {
            return true;
        }
        if (denies(breaker)) {
            return false;
        }
        breaker.probe = file;
        breaker.probeAt = clock.instant();
        return true;
    }

    private boolean denies(Breaker<C> breaker) {
        Instant until = breaker.restsUntil;
        Instant now = clock.instant();
        return until != null
                && (now.isBefore(until)
                        || (breaker.probe != null && now.isBefore(breaker.probeAt.plus(PROBE))));
    }

    /** Another file may be the probe: nothing came of this one, or it never was one. */
    public synchronized void release(UUID place, UUID file) {
        Breaker<C> breaker = failing.get(place);
        if (breaker != null && file.equals(breaker.probe)) {
            breaker.probe = null;
        }
    }

    /** A place did what was asked of it. */
    public synchronized void answered(UUID place) {
        failing.remove(place);
    }

    /**
     * A place failed.
     *
     * @param most so many failures one after the other, and it is asked nothing for a while
     */
    public synchronized void failed(UUID place, C failure, int most) {
        Instant now = clock.instant();
        Breaker<C> breaker = failing.get(place);
        if (breaker == null) {
            failing.values().removeIf(old -> old.lastAt.plus(FORGOTTEN).isBefore(now));
            breaker = new Breaker<>(failure, now);
            failing.put(place, breaker);
        }
        breaker.last = failure;
        breaker.lastAt = now;
        breaker.inARow++;
        breaker.restsUntil = breaker.inARow >= most ? now.plus(rest) : null;
    }

    /** Whether no file is to blame for what fails there. */
    public synchronized boolean isOpen(UUID place) {
        Breaker<C> breaker = failing.get(place);
        return breaker != null && breaker.restsUntil != null;
    }

    /** The places that failed too often, those that a probe may be sent to included. */
    public synchronized Set<UUID> open() {
        Set<UUID> open = new HashSet<>();
        failing.forEach((place, breaker) -> {
            if (breaker.restsUntil != null) {
                open.add(place);
            }
        });
        return open;
    }

    /** The places that are asked nothing now. */
    public synchronized Set<UUID> resting() {
        Set<UUID> resting = new HashSet<>();
        failing.forEach((place, breaker) -> {
            if (denies(breaker)) {
                resting.add(place);
            }
        });
        return resting;
    }

    /** How long until a place may be asked again. */
    public synchronized Duration untilProbe(UUID place) {
        Breaker<C> breaker = failing.get(place);
        if (breaker == null || breaker.restsUntil == null || !denies(breaker)) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(clock.instant(), breaker.restsUntil);
        return left.isPositive() ? left : rest;
    }

    /** What failed there last; empty when nothing did since it answered. */
    public synchronized Optional<C> lastFailure(UUID place) {
        return Optional.ofNullable(failing.get(place)).map(breaker -> breaker.last);
    }
}

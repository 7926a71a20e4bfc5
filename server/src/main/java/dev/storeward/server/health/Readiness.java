package dev.storeward.server.health;

import dev.storeward.core.crypto.Installation;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Whether this node can do its work: the database answers, its secrets open, and the others see its
 * heartbeat. Safe for use by several threads.
 */
public final class Readiness {
    private static final Duration START = Duration.ofSeconds(30);

    /** Uploads are taken back after 30 s; until then others can be given what comes. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Tx tx;
    private final Installation installation;
    private final Supplier<Duration> silence;
    private final InstantSource clock;

    /**
     * @param silence how long ago the database took this node's last heartbeat
     */
    public Readiness(
            Tx tx, Installation installation, Supplier<Duration> silence, InstantSource clock) {
        this.tx = tx;
        this.installation = installation;
        this.silence = silence;
        this.clock = clock;
    }

    /** What was found. */
    public enum State {
        READY,
        NO_DATABASE,
        NO_KEY,
        /** Its heartbeats fail: the others will soon take its uploads back. */
        NO_HEARTBEAT
    }

    /** Asks the database now. */
    public State state() {
        try {
            if (!tx.forSystem().statement(installation::recognises)) {
                return State.NO_KEY;
            }
            return silence.get().compareTo(LONGEST_SILENCE) > 0 ? State.NO_HEARTBEAT : State.READY;
        } catch (DatabaseException e) {
            return State.NO_DATABASE;
        }
    }

    /**
     * Waits for the start to be whole.
     *
     * @throws IllegalStateException after 30 s
     */
    public void awaitReady() {
        Instant end = clock.instant().plus(START);
        while (state() != State.READY) {
            if (clock.instant().isAfter(end)) {
                throw new IllegalStateException("The server did not become ready.");
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("The start was interrupted.", e);
            }
        }
    }
}

package dev.storeward.server.health;

import dev.storeward.core.crypto.Installation;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Whether this node can do its work: the database answers, and its secrets open. Safe for use by
 * several threads.
 */
public final class Readiness {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Tx tx;
    private final Installation installation;
    private final InstantSource clock;

    public Readiness(Tx tx, Installation installation, InstantSource clock) {
        this.tx = tx;
        this.installation = installation;
        this.clock = clock;
    }

    /** What was found. */
    public enum State {
        READY,
        NO_DATABASE,
        NO_KEY
    }

    /** Asks the database now. */
    public State state() {
        try {
            return tx.forSystem().statement(installation::recognises) ? State.READY : State.NO_KEY;
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

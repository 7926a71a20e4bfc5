package dev.storeward.server.health;

import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Whether this node can do its work: the database answers. Safe for use by several threads. */
public final class Readiness {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Tx tx;
    private final InstantSource clock;

    public Readiness(Tx tx, InstantSource clock) {
        this.tx = tx;
        this.clock = clock;
    }

    /** Asks the database now. */
    public boolean ready() {
        try {
            return tx.forSystem()
                    .statement(sql -> sql.one("SELECT 1 AS one", row -> row.number("one") == 1));
        } catch (DatabaseException e) {
            return false;
        }
    }

    /**
     * Waits for the start to be whole.
     *
     * @throws IllegalStateException after 30 s
     */
    public void awaitReady() {
        Instant end = clock.instant().plus(START);
        while (!ready()) {
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

package dev.storeward.core.db;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many connections of this node may wait for one tenant's row at the same time, so that a row
 * that is held cannot take the pool from other tenants. Safe for use by several threads.
 */
final class Turns {
    private final int atOnce;
    private final Duration patience;
    private final Map<Whose, Line> lines = new ConcurrentHashMap<>();

    Turns(int atOnce, Duration patience) {
        this.atOnce = atOnce;
        this.patience = patience;
    }

    /** Who has a turn, or waits for one. */
    private static final class Line {
        private final Semaphore free;
        private int members;

        Line(int atOnce) {
            this.free = new Semaphore(atOnce, true);
        }
    }

    /**
     * Waits for a turn.
     *
     * @throws DatabaseException {@code BUSY} when none came in time
     */
    Turn take(Whose whose) {
        Line line =
                lines.compute(
                        whose,
                        (key, there) -> {
                            Line joined = there == null ? new Line(atOnce) : there;
                            joined.members++;
                            return joined;
                        });
        boolean taken = false;
        try {
            taken = line.free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!taken) {
                leave(whose);
            }
        }
        if (!taken) {
            throw DatabaseException.busy();
        }
        return new Turn(() -> {
            line.free.release();
            leave(whose);
        });
    }

    /** How many tenants anybody has, or waits for, a turn of. */
    int lines() {
        return lines.size();
    }

    private void leave(Whose whose) {
        lines.computeIfPresent(whose, (key, line) -> --line.members == 0 ? null : line);
    }
}

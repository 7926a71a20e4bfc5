package dev.storeward.core.db;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;

/**
 * The connections of a pool, shared so that no tenant's burst takes them from the others, nor all
 * tenants' from what this node has to do itself. Safe for use by several threads.
 */
final class Connections {
    private static final String MORE_THAN_IT_CAN = "The database has more to do than it can.";

    private final DataSource pool;
    private final int size;
    private final Turns rows;
    private final Turns tenants;
    private final Semaphore together;
    private final LongAdder exhausted = new LongAdder();

    private Connections(DataSource pool, int size, int ofRow, int ofTenant, int ofTenants) {
        this.pool = pool;
        this.size = size;
        this.rows = new Turns(ofRow, Whose.TENANT_PATIENCE, DatabaseException.HELD);
        this.tenants =
                new Turns(
                        ofTenant,
                        Whose.TENANT_PATIENCE,
                        "Too many requests of this tenant need the database at once.");
        this.together = new Semaphore(ofTenants, true);
    }

    /**
     * @param size how many connections the pool has
     */
    static Connections of(DataSource pool, int size) {
        return new Connections(
                pool,
                size,
                Math.max(1, size / 4),
                Math.max(1, size * 3 / 4),
                Math.max(1, size * 7 / 8));
    }

    /** Over a pool of unknown size, of which only the rows of tenants are held to turns. */
    static Connections unbounded(DataSource pool) {
        return new Connections(pool, Integer.MAX_VALUE, 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /**
     * Waits for a turn at a tenant's row, for which a quarter of the connections may wait.
     *
     * @throws DatabaseException {@code BUSY}
     */
    Turn rowOf(Whose whose) {
        return rows.take(whose);
    }

    /**
     * Waits until there may be a connection for this work: one tenant has three quarters of them at
     * most, all tenants together seven eighths.
     *
     * @throws DatabaseException {@code BUSY}
     */
    Turn workOf(Whose whose) {
        if (whose.equals(Whose.system())) {
            return new Turn(() -> {});
        }
        Turn own = tenants.take(whose);
        if (!joined()) {
            own.end();
            exhausted.increment();
            throw DatabaseException.busy(MORE_THAN_IT_CAN, null);
        }
        return new Turn(() -> {
            together.release();
            own.end();
        });
    }

    private boolean joined() {
        try {
            return together.tryAcquire(Whose.TENANT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * A connection of the pool.
     *
     * @throws DatabaseException {@code BUSY} when all of them are in use for too long
     */
    Connection open() throws SQLException {
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            if (allInUse()) {
                exhausted.increment();
                throw DatabaseException.busy(MORE_THAN_IT_CAN, e);
            }
            throw e;
        }
    }

    private boolean allInUse() {
        return pool instanceof HikariDataSource hikari
                && hikari.getHikariPoolMXBean() != null
                && hikari.getHikariPoolMXBean().getActiveConnections() >= size;
    }

    /** How often work was refused because too much was being done already. */
    long refused() {
        return rows.refused() + tenants.refused() + exhausted.sum();
    }

    /**
     * How many connections of this node something may have at the same time, such as one tenant's
     * work, so that it cannot take the pool from all others. Safe for use by several threads.
     */
    static final class Turns {
        private final int atOnce;
        private final Duration patience;
        private final String refusal;
        private final LongAdder refused = new LongAdder();
        private final Map<Whose, Line> lines = new ConcurrentHashMap<>();

        /**
         * @param refusal what who gets no turn in time is told
         */
        Turns(int atOnce, Duration patience, String refusal) {
            this.atOnce = atOnce;
            this.patience = patience;
            this.refusal = refusal;
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
                refused.increment();
                throw DatabaseException.busy(refusal, null);
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

        /** How many got no turn in time. */
        long refused() {
            return refused.sum();
        }

        private void leave(Whose whose) {
            lines.computeIfPresent(whose, (key, line) -> --line.members == 0 ? null : line);
        }
    }
}

package dev.storeward.core.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * The one way to the database: a scope says whose rows are meant, a unit of work gets a {@link
 * Sql}. The scope is the database's own: its policies hide, and refuse to write, every row outside
 * of it. Safe for use by several threads. Units do not nest: a unit inside a unit is a programming
 * error and throws.
 */
public final class Tx {
    private static final ThreadLocal<Boolean> OPEN = ThreadLocal.withInitial(() -> false);

    private final Connections connections;

    /** Over a pool of which one tenant's row takes one connection at a time. */
    public Tx(DataSource pool) {
        this(Connections.unbounded(pool));
    }

    Tx(Connections connections) {
        this.connections = connections;
    }

    /**
     * Work on the rows of one tenant. The operator's shared backend, places and super admins can be
     * read beside them.
     */
    public Scope forTenant(UUID tenantId) {
        return new Scope(connections, Whose.tenant(tenantId));
    }

    /** Work on the directory, or across tenants. */
    public Scope forSystem() {
        return new Scope(connections, Whose.system());
    }

    /**
     * Asserts that this thread holds no connection; called before every request to a backend, which
     * may take long.
     *
     * @throws IllegalStateException when a unit of work is open
     */
    public static void requireNone() {
        if (OPEN.get()) {
            throw new IllegalStateException(
                    "a backend is called while a database connection is held");
        }
    }

    /** One tenant's, or the system's, view of the database. */
    public static final class Scope {
        private final Connections connections;
        private final Whose whose;

        private Scope(Connections connections, Whose whose) {
            this.connections = connections;
            this.whose = whose;
        }

        /**
         * Waits for a turn at the row that all uploads and deletes of the tenant change. Taken
         * before a unit of work that changes it, and closed when that has it no more.
         *
         * @throws DatabaseException {@code BUSY} when too many wait for the row already
         */
        public Turn turn() {
            requireNone();
            return connections.rowOf(whose);
        }

        /** Runs the work in one transaction: all of it, or nothing when it throws. */
        public <T> T transaction(Function<Sql, T> work) {
            return with(connection -> {
                connection.setAutoCommit(false);
                Sending sending = new Sending(connection, whose, true);
                boolean done = false;
                try {
                    T result = work.apply(new Sql(sending));
                    connection.commit();
                    sending.committed();
                    done = true;
                    return result;
                } finally {
                    if (!done) {
                        rollback(connection);
                    }
                    if (!connection.isClosed()) {
                        connection.setAutoCommit(true);
                    }
                }
            });
        }

        /** As {@link #transaction} without a result. */
        public void run(Consumer<Sql> work) {
            transaction(sql -> {
                work.accept(sql);
                return true;
            });
        }

        /** Runs the work on one connection, every statement a transaction of its own. */
        public <T> T statement(Function<Sql, T> work) {
            return with(connection -> work.apply(new Sql(new Sending(connection, whose, false))));
        }

        private <T> T with(ConnectionWork<T> work) {
            requireNone();
            OPEN.set(true);
            try (Turn _ = connections.workOf(whose);
                    Connection connection = connections.open()) {
                return work.apply(connection);
            } catch (SQLException e) {
                throw DatabaseException.of(e);
            } finally {
                OPEN.remove();
            }
        }

        private static void rollback(Connection connection) {
            try {
                connection.rollback();
            } catch (SQLException e) {
                // The server rolls back by itself when the connection goes, which is what a failed
                // rollback means.
            }
        }
    }

    private interface ConnectionWork<T> {
        T apply(Connection connection) throws SQLException;
    }
}

package dev.storeward.core.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection outside the pool, for work across tenants that must not wait until the pool has
 * one free. It connects when it is used first, and again after any failure; a statement fails
 * within seconds when the database is silent. Belongs to one thread, but for {@link #close()}.
 */
public final class OwnConnection implements AutoCloseable {
    private final Opening opening;
    private volatile @Nullable Connection open;

    /** Opens one connection. */
    interface Opening {
        Connection connect() throws SQLException;
    }

    OwnConnection(Opening opening) {
        this.opening = opening;
    }

    /** Runs the work, every statement a transaction of its own. */
    public <T> T statement(Function<Sql, T> work) {
        boolean done = false;
        try {
            T result = work.apply(new Sql(new Sending(connection(), Whose.system(), false)));
            done = true;
            return result;
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private Connection connection() throws SQLException {
        Connection known = open;
        if (known == null) {
            known = opening.connect();
            open = known;
        }
        return known;
    }

    /** Cuts the connection without a word to the server, which may not be listening. */
    @Override
    public void close() {
        Connection known = open;
        open = null;
        if (known != null) {
            try {
                known.abort(Runnable::run);
            } catch (SQLException e) {
                // It is gone, which is what was wanted.
            }
        }
    }
}

package dev.storeward.core.db;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A pool that throws what it is told to instead of giving a connection. */
public final class BreakablePool implements DataSource {
    private final DataSource pool;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile @Nullable Throwable failure;
    private volatile int breaksAfter;

    public BreakablePool(DataSource pool) {
        this.pool = pool;
    }

    /** Breaks with an {@link SQLException} or an {@link Error}; null mends it. */
    public void breakWith(@Nullable Throwable failure) {
        this.failure = failure;
        breaksAfter = 0;
        asked.set(0);
    }

    /** As {@link #breakWith}, but some connections are given first. */
    public void breakAfter(int connections, Throwable failure) {
        breakWith(failure);
        breaksAfter = connections;
    }

    /** How many connections were asked for since it was told to break. */
    public int asked() {
        return asked.get();
    }

    public static SQLException away() {
        return new SQLException("the pool is broken on purpose", "08006");
    }

    @Override
    public Connection getConnection() throws SQLException {
        Throwable now = asked.incrementAndGet() > breaksAfter ? failure : null;
        return switch (now) {
            case null -> pool.getConnection();
            case Error error -> throw error;
            case SQLException exception -> throw exception;
            default -> throw new IllegalStateException(now);
        };
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return pool.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        pool.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        pool.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return pool.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return pool.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return pool.isWrapperFor(type);
    }
}

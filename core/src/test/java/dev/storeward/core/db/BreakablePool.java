package dev.storeward.core.db;

import dev.storeward.testkit.DelegatingPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A pool that throws what it is told to instead of giving a connection. */
public final class BreakablePool extends DelegatingPool {
    private final AtomicInteger asked = new AtomicInteger();
    private volatile @Nullable Throwable failure;
    private volatile int breaksAfter;

    public BreakablePool(DataSource pool) {
        super(pool);
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
            case null -> super.getConnection();
            case Error error -> throw error;
            case SQLException exception -> throw exception;
            default -> throw new IllegalStateException(now);
        };
    }
}

package dev.storeward.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.core.spi.FilterReply;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class DatabaseLinesTest {
    private static final String SCHEDULER = "com.github.kagkarlsson.scheduler.ExecutePicked";
    private final SQLException away = new SQLException("gone", "08006");

    private static FilterReply decided(
            String logger, Level level, @Nullable Throwable thrown, Object... parameters) {
        return new DatabaseLines()
                .decide(
                        null,
                        (Logger) LoggerFactory.getLogger(logger),
                        level,
                        "Failed {} {}",
                        parameters,
                        thrown);
    }

    @Test
    void whatLibrariesSayOfADatabaseThatIsAwayIsCountedOnly() {
        RuntimeException wrapped = new IllegalStateException("no connection", away);
        assertThat(decided(SCHEDULER, Level.ERROR, wrapped)).isEqualTo(FilterReply.DENY);
        assertThat(decided(SCHEDULER, Level.ERROR, null, "a", "b", wrapped))
                .isEqualTo(FilterReply.DENY);
        RuntimeException rollback = new IllegalStateException("Failed to rollback.");
        rollback.addSuppressed(wrapped);
        assertThat(decided(SCHEDULER, Level.ERROR, rollback)).isEqualTo(FilterReply.DENY);
        assertThat(decided("com.zaxxer.hikari.pool.PoolBase", Level.WARN, null, "a"))
                .isEqualTo(FilterReply.DENY);
        assertThat(decided("com.zaxxer.hikari.pool.ProxyConnection", Level.WARN, away))
                .isEqualTo(FilterReply.DENY);
    }

    @Test
    void whatLibrariesSayOfADatabaseThatIsBusyIsCountedOnly() {
        SQLException held = new SQLException("canceling statement due to lock timeout", "55P03");
        assertThat(decided(SCHEDULER, Level.ERROR, new IllegalStateException("failed", held)))
                .isEqualTo(FilterReply.DENY);
    }

    @Test
    void everythingElsePasses() {
        SQLException other = new SQLException("no such column", "42703");
        assertThat(decided(SCHEDULER, Level.ERROR, other)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(decided(SCHEDULER, Level.ERROR, null)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(decided(SCHEDULER, Level.INFO, away)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(decided("com.zaxxer.hikari.pool.HikariPool", Level.WARN, null, "clock leap"))
                .isEqualTo(FilterReply.NEUTRAL);
        assertThat(decided("dev.storeward.Any", Level.ERROR, away)).isEqualTo(FilterReply.NEUTRAL);
    }
}

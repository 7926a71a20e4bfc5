package dev.storeward.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.storeward.core.db.DatabaseLog;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Counts what libraries say of a database that is away with what this server says of it, and lets
 * none of it through. Named in {@code logback.xml}.
 */
public final class DatabaseLines extends TurboFilter {
    private static final String SCHEDULER = "com.github.kagkarlsson.";
    private static final String POOL = "com.zaxxer.hikari.";

    /** These speak of nothing else above their ordinary lines. */
    private static final Set<String> OF_CONNECTIONS =
            Set.of(POOL + "pool.PoolBase", POOL + "pool.ProxyConnection");

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] parameters,
            @Nullable Throwable thrown) {
        if (!level.isGreaterOrEqual(Level.WARN)) {
            return FilterReply.NEUTRAL;
        }
        String name = logger.getName();
        if (OF_CONNECTIONS.contains(name)) {
            DatabaseLog.away();
            return FilterReply.DENY;
        }
        boolean ofLibrary = name.startsWith(SCHEDULER) || name.startsWith(POOL);
        Throwable cause = thrown == null ? last(parameters) : thrown;
        return ofLibrary && cause != null && DatabaseLog.took(cause)
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }

    /** Behind the parameters a line shows, SLF4J takes what was thrown. */
    private static @Nullable Throwable last(Object @Nullable [] parameters) {
        return parameters != null
                        && parameters.length > 0
                        && parameters[parameters.length - 1] instanceof Throwable thrown
                ? thrown
                : null;
    }
}

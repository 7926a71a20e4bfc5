package dev.storeward.core.db;

import dev.storeward.core.log.RepeatedLog;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log says while the database is away: one line in a minute, whoever finds out. Everything
 * on a node does at once, and each line would say the same.
 */
public final class DatabaseLog {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseLog.class);
    private static final int DEEPEST = 20;

    private DatabaseLog() {}

    /**
     * Takes over what came of a database that is away; the caller logs nothing then.
     *
     * @return false when something else is wrong
     */
    public static boolean took(Throwable thrown) {
        boolean away = tellsOfIt(thrown, 0);
        if (away) {
            away();
        }
        return away;
    }

    /** Also what was suppressed counts: a failed rollback hides what made it fail. */
    private static boolean tellsOfIt(@Nullable Throwable thrown, int depth) {
        return thrown != null
                && depth < DEEPEST
                && (isAway(thrown)
                        || tellsOfIt(thrown.getCause(), depth + 1)
                        || Arrays.stream(thrown.getSuppressed())
                                .anyMatch(one -> tellsOfIt(one, depth + 1)));
    }

    /** Counts a line that tells of a database that is away. */
    public static void away() {
        RepeatedLog.ofThisProcess().warn(LOG, "database", "The database cannot be reached.");
    }

    private static boolean isAway(Throwable thrown) {
        return switch (thrown) {
            case DatabaseException e -> e.kind() == DatabaseException.Kind.UNAVAILABLE;
            case SQLException e ->
                    DatabaseException.of(e).kind() == DatabaseException.Kind.UNAVAILABLE;
            default -> false;
        };
    }
}

package dev.storeward.core.db;

import dev.storeward.core.log.RepeatedLog;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log says while the database is away, or has more to do than it can: one line of each in
 * a minute, whoever finds out. Everything on a node does at once, and each line would say the same.
 */
public final class DatabaseLog {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseLog.class);
    private static final int DEEPEST = 20;

    private DatabaseLog() {}

    /**
     * Takes over what came of a database that is away or busy; the caller logs nothing then.
     *
     * @return false when something else is wrong
     */
    public static boolean took(Throwable thrown) {
        if (tellsOf(DatabaseException.Kind.BUSY, thrown, 0)) {
            busy();
            return true;
        }
        boolean away = tellsOf(DatabaseException.Kind.UNAVAILABLE, thrown, 0);
        if (away) {
            away();
        }
        return away;
    }

    /** Also what was suppressed counts: a failed rollback hides what made it fail. */
    private static boolean tellsOf(
            DatabaseException.Kind kind, @Nullable Throwable thrown, int depth) {
        return thrown != null
                && depth < DEEPEST
                && (is(kind, thrown)
                        || tellsOf(kind, thrown.getCause(), depth + 1)
                        || Arrays.stream(thrown.getSuppressed())
                                .anyMatch(one -> tellsOf(kind, one, depth + 1)));
    }

    /** Counts a line that tells of a database that is away. */
    public static void away() {
        RepeatedLog.ofThisProcess().warn(LOG, "database", "The database cannot be reached.");
    }

    private static void busy() {
        RepeatedLog.ofThisProcess()
                .warn(
                        LOG,
                        "database busy",
                        "The database has more to do than it can: some work was put off.");
    }

    private static boolean is(DatabaseException.Kind kind, Throwable thrown) {
        return switch (thrown) {
            case DatabaseException e -> e.kind() == kind;
            case SQLException e -> DatabaseException.of(e).kind() == kind;
            default -> false;
        };
    }
}

package dev.storeward.core.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.postgresql.PGConnection;

/**
 * Which scope the session of each pooled connection was told last, so that only a change of it is
 * sent. What is not certain is unknown: a change under way, and one whose transaction failed. The
 * state belongs to the driver's own connection, whatever wraps it. Safe for use by several threads.
 */
final class SessionScope {
    private static final Map<PGConnection, Whose> TOLD =
            Collections.synchronizedMap(new WeakHashMap<>());

    private SessionScope() {}

    static boolean knows(Connection connection, Whose whose) throws SQLException {
        return whose.equals(TOLD.get(session(connection)));
    }

    /** The change was committed. */
    static void told(Connection connection, Whose whose) throws SQLException {
        TOLD.put(session(connection), whose);
    }

    /** A change begins, or is of unknown outcome. */
    static void forget(Connection connection) throws SQLException {
        TOLD.remove(session(connection));
    }

    private static PGConnection session(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class);
    }
}

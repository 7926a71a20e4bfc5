package dev.storeward.core.db;

import dev.storeward.core.db.DatabaseException.Kind;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** The oldest PostgreSQL that has what the statements need, asked for before anything is made. */
final class ServerVersion {
    /** The first with {@code transaction_timeout}. */
    static final int OLDEST = 17;

    /** A database that starts with the machine answers a little later. */
    private static final int ATTEMPTS = 4;

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private ServerVersion() {}

    /**
     * @throws DatabaseException when the server is older, cannot be reached, or refuses the user
     */
    static void require(DatabaseSettings settings) {
        Properties properties = new Properties();
        properties.setProperty("user", settings.ownerUser());
        properties.setProperty("password", settings.ownerPassword().reveal());
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "20");
        properties.setProperty("ApplicationName", "storeward-start");
        // The driver then sends no statement of its own.
        properties.setProperty("assumeMinServerVersion", "9.4");
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = DriverManager.getConnection(settings.url(), properties)) {
                require(connection.getMetaData(), settings.url());
                return;
            } catch (SQLException e) {
                DatabaseException failure = DatabaseException.of(e);
                if (failure.kind() != Kind.UNAVAILABLE || attempt == ATTEMPTS || !pause()) {
                    throw new DatabaseException(
                            failure.kind(),
                            "STOREWARD_DB: the database at "
                                    + settings.url()
                                    + " cannot be used: "
                                    + e.getMessage(),
                            e);
                }
            }
        }
    }

    private static void require(DatabaseMetaData server, String url) throws SQLException {
        if (server.getDatabaseMajorVersion() < OLDEST) {
            throw new DatabaseException(
                    Kind.OTHER,
                    "STOREWARD_DB: PostgreSQL "
                            + OLDEST
                            + " or newer is needed, and the server at "
                            + url
                            + " is "
                            + server.getDatabaseProductVersion()
                            + ". Nothing was changed there: upgrade it, or name another one.",
                    new SQLException("the server is too old"));
        }
    }

    /** Whether the pause was taken whole. */
    private static boolean pause() {
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

package dev.storeward.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** One statement on a connection of its own. */
final class Queries {
    private Queries() {}

    static void execute(EmbeddedServer server, DatabaseLogin login, String command)
            throws SQLException {
        try (Connection connection = connect(server, login);
                Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    static String ask(EmbeddedServer server, DatabaseLogin login, String query)
            throws SQLException {
        try (Connection connection = connect(server, login);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    static Connection connect(EmbeddedServer server, DatabaseLogin login) throws SQLException {
        return DriverManager.getConnection(
                server.jdbcUrl(), login.user(), login.password().reveal());
    }
}

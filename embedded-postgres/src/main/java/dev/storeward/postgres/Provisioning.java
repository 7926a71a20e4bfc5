package dev.storeward.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.postgresql.PGConnection;

/**
 * The roles and the database that the application finds: one role that owns the tables, and one
 * that reads and writes them but owns nothing. Every step can be repeated, so a start that was cut
 * in the middle is completed by the next.
 */
record Provisioning(Passwords passwords, int port) {
    static final String DATABASE = "storeward";
    private static final String DONE = "provisioned by Storeward";

    private static final List<String> DATABASE_RULES =
            List.of(
                    "REVOKE ALL ON DATABASE storeward FROM PUBLIC",
                    "GRANT CONNECT ON DATABASE storeward TO storeward_app");
    private static final List<String> TABLE_RULES =
            List.of(
                    "GRANT USAGE ON SCHEMA public TO storeward_app",
                    "ALTER DEFAULT PRIVILEGES FOR ROLE storeward_owner GRANT SELECT, INSERT,"
                            + " UPDATE, DELETE ON TABLES TO storeward_app",
                    "ALTER DEFAULT PRIVILEGES FOR ROLE storeward_owner GRANT USAGE, SELECT"
                            + " ON SEQUENCES TO storeward_app");

    void ensure(Settings settings, long pid) throws SQLException {
        try (Connection connection = connect(passwords.administrator(), "postgres")) {
            requireServer(connection, pid);
            settings.verify(connection);
            if (isDone(connection)) {
                return;
            }
            ensureRole(connection, passwords.owner());
            ensureRole(connection, passwords.app());
            if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = 'storeward'")) {
                execute(connection, "CREATE DATABASE storeward OWNER storeward_owner");
            }
            for (String rule : DATABASE_RULES) {
                execute(connection, rule);
            }
            try (Connection inside = connect(passwords.administrator(), DATABASE)) {
                for (String rule : TABLE_RULES) {
                    execute(inside, rule);
                }
            }
            execute(connection, "COMMENT ON DATABASE storeward IS '" + DONE + "'");
        }
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private Connection connect(DatabaseLogin login, String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password().reveal());
        properties.setProperty("ApplicationName", "storeward-start");
        return DriverManager.getConnection(jdbcUrl(database), properties);
    }

    /** Nothing but the server that was just started may answer on its port. */
    private static void requireServer(Connection connection, long pid) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery(
                                "SELECT pg_read_file('postmaster.pid') LIKE '" + pid + "\n%'")) {
            result.next();
            if (!result.getBoolean(1)) {
                throw new EmbeddedServerException(
                        "Another PostgreSQL answers on the port of the one that was started.");
            }
        }
    }

    private static boolean isDone(Connection connection) throws SQLException {
        return exists(
                connection,
                "SELECT 1 FROM pg_database WHERE datname = 'storeward'"
                        + " AND shobj_description(oid, 'pg_database') = '"
                        + DONE
                        + "'");
    }

    private static void ensureRole(Connection connection, DatabaseLogin login) throws SQLException {
        if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = '" + login.user() + "'")) {
            execute(connection, "CREATE ROLE " + login.user() + " LOGIN");
        }
        // The password is hashed here, so that not even a failing statement can log it.
        connection
                .unwrap(PGConnection.class)
                .alterUserPassword(
                        login.user(), login.password().reveal().toCharArray(), "scram-sha-256");
    }

    private static boolean exists(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.next();
        }
    }

    private static void execute(Connection connection, String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }
}

package dev.storeward.server.proof.server;

import dev.storeward.core.db.DatabaseSettings;
import dev.storeward.store.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;

/** The embedded PostgreSQL below the data folder of a server, seen past the server. */
public final class ServerDatabase {
    private final Path data;

    /**
     * The database of the server whose data folder this is.
     *
     * @param data the server's data folder
     */
    public ServerDatabase(Path data) {
        this.data = data;
    }

    /** The process of the PostgreSQL below the data folder. */
    public Optional<ProcessHandle> postmaster() {
        Path file = data.resolve("postgres").resolve("cluster").resolve("postmaster.pid");
        try {
            return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Moves the time of the database, seen from the real one. */
    public void moveTime(Duration ahead) {
        withDatabase(statement -> statement.execute(Books.timeMoved(ahead)));
    }

    /** The one number that a query answers. */
    public long number(String query) {
        AtomicLong number = new AtomicLong();
        withDatabase(statement -> {
            try (ResultSet row = statement.executeQuery(query)) {
                if (!row.next()) {
                    throw new IllegalStateException("no row: " + query);
                }
                number.set(row.getLong(1));
            }
        });
        return number.get();
    }

    /** Every row of every table of the database as text, bytes in hex. */
    public String text() {
        StringBuilder text = new StringBuilder();
        withDatabase(statement -> {
            List<String> tables = new ArrayList<>();
            try (ResultSet names =
                    statement.executeQuery(
                            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
                                    + " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet rows =
                        statement.executeQuery("SELECT t::text FROM " + table + " t")) {
                    while (rows.next()) {
                        text.append(table).append(' ').append(rows.getString(1)).append('\n');
                    }
                }
            }
        });
        return text.toString();
    }

    private interface DatabaseWork {
        void in(Statement statement) throws SQLException;
    }

    private void withDatabase(DatabaseWork work) {
        DatabaseSettings database = settings();
        try (Connection connection =
                        DriverManager.getConnection(
                                database.url(),
                                database.ownerUser(),
                                database.ownerPassword().reveal());
                Statement statement = connection.createStatement()) {
            statement.execute("SET storeward.tenant = 'system'");
            work.in(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The way to the database. */
    public DatabaseSettings settings() {
        Path postgres = data.resolve("postgres");
        Properties passwords = new Properties();
        try (var reader = Files.newBufferedReader(postgres.resolve("passwords"))) {
            passwords.load(reader);
            List<String> postmaster =
                    Files.readAllLines(postgres.resolve("cluster").resolve("postmaster.pid"));
            return new DatabaseSettings(
                    "jdbc:postgresql://127.0.0.1:" + postmaster.get(3) + "/storeward",
                    "storeward_owner",
                    Secret.of(passwords.getProperty("storeward_owner")),
                    "storeward_app",
                    Secret.of(passwords.getProperty("storeward_app")),
                    2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

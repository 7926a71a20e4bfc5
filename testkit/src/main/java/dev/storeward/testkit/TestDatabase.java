package dev.storeward.testkit;

import dev.storeward.postgres.DataFolderInUseException;
import dev.storeward.postgres.DatabaseLogin;
import dev.storeward.postgres.EmbeddedServer;
import dev.storeward.postgres.EmbeddedServerException;
import dev.storeward.postgres.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A database of a test's own, on a real PostgreSQL that all tests of one Java process share. The
 * server lies below {@code target}, forgets on a crash of the machine, and stops with the process;
 * one that was left behind by a killed process is taken over.
 *
 * <p>{@link #close()} drops the database and cuts its connections. Safe for use by several threads.
 */
public final class TestDatabase implements AutoCloseable {
    private static final Path FOLDER = Path.of("target", "test-postgres").toAbsolutePath();
    private static final Options OPTIONS = new Options(300, Options.defaults().startTimeout());
    private static final String EMPTY = "storeward";
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Map<String, String> TEMPLATES = new HashMap<>();

    private final String name;

    private TestDatabase(String name) {
        this.name = name;
    }

    /** A new empty database, made as Storeward finds its own at the first start. */
    public static TestDatabase create() {
        return cloneOf(EMPTY);
    }

    /**
     * A new database that is a copy of a prepared one, which is made at the first call with its
     * name: so migrations run once for each Java process.
     *
     * @param prepare fills the prepared database and closes every connection to it
     */
    public static TestDatabase createFrom(String template, Consumer<TestDatabase> prepare) {
        synchronized (TEMPLATES) {
            String prepared = TEMPLATES.get(template);
            if (prepared == null) {
                TestDatabase database = create();
                prepare.accept(database);
                prepared = database.name;
                TEMPLATES.put(template, prepared);
            }
            return cloneOf(prepared);
        }
    }

    public String jdbcUrl() {
        return Server.RUNNING.jdbcUrl(name);
    }

    /** The role that owns the database and its tables. */
    public DatabaseLogin owner() {
        return Server.RUNNING.owner();
    }

    /** The role that reads and writes the owner's tables and owns nothing. */
    public DatabaseLogin app() {
        return Server.RUNNING.app();
    }

    /** The superuser of the shared server. */
    public DatabaseLogin administrator() {
        return Server.RUNNING.administrator();
    }

    @Override
    public void close() {
        command("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    @Override
    public String toString() {
        return "TestDatabase[" + name + "]";
    }

    private static TestDatabase cloneOf(String template) {
        String name = "test_" + NUMBERS.incrementAndGet();
        command("CREATE DATABASE " + name + " TEMPLATE " + template + " OWNER storeward_owner");
        command("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
        command("GRANT CONNECT ON DATABASE " + name + " TO storeward_app");
        return new TestDatabase(name);
    }

    private static void command(String sql) {
        command(Server.RUNNING, sql);
    }

    private static void command(EmbeddedServer server, String sql) {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("the test server refused: " + sql, e);
        }
    }

    private static Connection connect(EmbeddedServer server) throws SQLException {
        DatabaseLogin login = server.administrator();
        return DriverManager.getConnection(
                server.jdbcUrl("postgres"), login.user(), login.password().reveal());
    }

    /** The one server, started when the first test asks for a database. */
    private static final class Server {
        static final EmbeddedServer RUNNING = start();

        private static EmbeddedServer start() {
            for (int number = 0; ; number++) {
                Path folder = FOLDER.resolve(Integer.toString(number));
                try {
                    return prepared(startOrRemake(folder));
                } catch (DataFolderInUseException e) {
                    // Another Java process tests in the same module: the next folder is free.
                }
            }
        }

        private static EmbeddedServer startOrRemake(Path folder) {
            Path programs = FOLDER.resolve("programs");
            try {
                return EmbeddedServer.startThrowAway(folder, programs, OPTIONS);
            } catch (DataFolderInUseException e) {
                throw e;
            } catch (EmbeddedServerException e) {
                // Left damaged by a crash of the machine, or by another version.
                delete(folder.resolve("postgres"));
                return EmbeddedServer.startThrowAway(folder, programs, OPTIONS);
            }
        }

        private static EmbeddedServer prepared(EmbeddedServer server) {
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "test-postgres-stop"));
            for (String database : leftOver(server)) {
                command(server, "DROP DATABASE " + database + " WITH (FORCE)");
            }
            return server;
        }

        private static List<String> leftOver(EmbeddedServer server) {
            List<String> names = new ArrayList<>();
            try (Connection connection = connect(server);
                    Statement statement = connection.createStatement();
                    ResultSet result =
                            statement.executeQuery(
                                    "SELECT datname FROM pg_database"
                                            + " WHERE datname LIKE 'test\\_%'")) {
                while (result.next()) {
                    names.add(result.getString(1));
                }
                return names;
            } catch (SQLException e) {
                throw new IllegalStateException("the test server does not answer", e);
            }
        }

        private static void delete(Path folder) {
            try (Stream<Path> walk = Files.walk(folder)) {
                for (Path path : walk.toList().reversed()) {
                    Files.delete(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

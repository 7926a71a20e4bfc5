package dev.storeward.server.proof.copy;

import dev.storeward.core.db.Tx;
import dev.storeward.core.job.Jobs.Job;
import dev.storeward.core.object.Sweeper;
import dev.storeward.postgres.EmbeddedServer;
import dev.storeward.postgres.Options;
import dev.storeward.server.Http;
import dev.storeward.server.Main;
import dev.storeward.server.RunningServer;
import dev.storeward.server.config.SettingsReader;
import dev.storeward.server.proof.server.ServerDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** A server in this process with the embedded PostgreSQL below its data folder. */
final class EmbeddedInstallation implements AutoCloseable {
    private final Path data;
    private final ConfigurableApplicationContext context;

    private EmbeddedInstallation(Path data, ConfigurableApplicationContext context) {
        this.data = data;
        this.context = context;
    }

    /**
     * Starts it.
     *
     * @param bucket the folder of the shared store, which copies have in common
     */
    static EmbeddedInstallation start(Path data, Path bucket) {
        return new EmbeddedInstallation(
                data,
                Main.start(
                        SettingsReader.read(
                                List.of("--data", data.toString(), "--port", "0"),
                                Map.of(
                                        "STOREWARD_ADMIN_KEY",
                                        RunningServer.ADMIN_KEY,
                                        "STOREWARD_DRAIN_SECONDS",
                                        "0",
                                        "STOREWARD_SHARED_URL",
                                        bucket.toString()))));
    }

    /**
     * Copies the data folder while the database stands still, as a snapshot of its disk does. Files
     * on their way wait meanwhile.
     */
    void copyTo(Path copy) throws IOException, InterruptedException {
        ProcessHandle postmaster = new ServerDatabase(data).postmaster().orElseThrow();
        List<String> processes =
                Stream.concat(Stream.of(postmaster), postmaster.descendants())
                        .map(process -> String.valueOf(process.pid()))
                        .toList();
        signal("-STOP", processes);
        try {
            run(List.of("cp", "-a", data.toString(), copy.toString()));
        } finally {
            signal("-CONT", processes);
        }
    }

    private static void signal(String signal, List<String> processes)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        command.addAll(processes);
        // One of them may have ended by itself.
        new ProcessBuilder(command).start().waitFor();
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException("failed: " + command);
        }
    }

    /**
     * Makes a copy that was not started yet one of the whole machine: its database lies where it is
     * recorded, on another start of a machine.
     */
    static void asOfWholeMachine(Path copy) throws SQLException {
        try (EmbeddedServer server = EmbeddedServer.start(copy, Options.defaults());
                Connection connection =
                        DriverManager.getConnection(
                                server.jdbcUrl(),
                                server.owner().user(),
                                server.owner().password().reveal());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE installation SET fingerprint = NULL, run_of_server = 'of another start'");
        }
    }

    String url() {
        return "http://127.0.0.1:"
                + ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    Http as(String key) {
        return new Http(url(), key);
    }

    Http admin() {
        return as(RunningServer.ADMIN_KEY);
    }

    Sweeper sweeper() {
        return context.getBean(Sweeper.class);
    }

    void renewMarkers() {
        context.getBean("renewMarkers", Job.class).work().run();
    }

    long count(String condition) {
        return context.getBean(Tx.class)
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT count(*) AS n FROM object WHERE " + condition,
                                row -> row.number("n")));
    }

    /** Lets leases end that the database has not seen the end of. */
    void moveTime(Duration ahead) {
        new ServerDatabase(data).moveTime(ahead);
    }

    @Override
    public void close() {
        context.close();
    }
}

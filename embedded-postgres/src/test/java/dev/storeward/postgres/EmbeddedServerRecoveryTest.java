package dev.storeward.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerRecoveryTest {
    private static final Options OPTIONS = Options.defaults();

    @TempDir private Path data = Path.of("");
    private Path cluster = Path.of("");

    @BeforeEach
    void resolve() throws IOException {
        data = data.toRealPath();
        cluster = data.resolve("postgres/cluster");
        // The programs are unpacked once for all tests: unpacking takes longer than a start.
        Path programs = Files.createDirectories(Path.of("target/programs").toAbsolutePath());
        Files.createDirectory(data.resolve("postgres"));
        Files.createSymbolicLink(data.resolve("postgres/programs"), programs);
    }

    @Test
    void keepsItsDataAndItsPasswordsOverAStop() throws SQLException {
        DatabaseLogin app;
        try (EmbeddedServer first = EmbeddedServer.start(data, OPTIONS)) {
            writeNote(first, "kept");
            app = first.app();
        }
        assertThat(new ClusterProcesses(cluster).all()).isEmpty();
        try (EmbeddedServer second = EmbeddedServer.start(data, OPTIONS)) {
            assertThat(readNote(second)).isEqualTo("kept");
            assertThat(second.app()).isEqualTo(app);
        }
    }

    @Test
    void stopsTheServerOfAKilledProcessAndStartsItsOwn()
            throws IOException, InterruptedException, SQLException {
        ServeProcess killed = ServeProcess.start(data);
        killed.kill();
        assertThat(new ClusterProcesses(cluster).isOurs(killed.serverPid()))
                .as("the orphan lives")
                .isTrue();

        try (EmbeddedServer server = EmbeddedServer.start(data, OPTIONS)) {
            assertThat(server.pid()).isNotEqualTo(killed.serverPid());
            assertThat(new ClusterProcesses(cluster).isOurs(killed.serverPid())).isFalse();
            assertThat(Queries.ask(server, server.app(), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void refusesAFolderThatAnotherProcessServes() throws IOException, InterruptedException {
        ServeProcess other = ServeProcess.start(data);
        try {
            assertThatThrownBy(() -> EmbeddedServer.start(data, OPTIONS))
                    .isInstanceOf(DataFolderInUseException.class)
                    .hasMessage(
                            "The data folder %s is in use by process %d.",
                            data, other.process().pid());
            assertThat(new ClusterProcesses(cluster).isOurs(other.serverPid())).isTrue();
        } finally {
            other.kill();
            EmbeddedServer.start(data, OPTIONS).close();
        }
    }

    @Test
    void recoversEveryCommittedRowAfterEverythingWasKilled()
            throws IOException, InterruptedException, SQLException {
        ServeProcess killed = ServeProcess.start(data);
        DatabaseLogin owner = Passwords.readOrCreate(data.resolve("postgres/passwords")).owner();
        String url = "jdbc:postgresql://127.0.0.1:" + portInUse() + "/storeward";
        try (Connection connection =
                        java.sql.DriverManager.getConnection(
                                url, owner.user(), owner.password().reveal());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE note (text text)");
            statement.execute(
                    "INSERT INTO note SELECT 'row ' || n FROM generate_series(1, 1000) n");

            killed.kill();
            new ClusterProcesses(cluster).all().forEach(ProcessHandle::destroyForcibly);
        }

        try (EmbeddedServer server = EmbeddedServer.start(data, OPTIONS)) {
            assertThat(Queries.ask(server, server.app(), "SELECT count(*) FROM note"))
                    .isEqualTo("1000");
        }
    }

    @Test
    void startsAgainOnTheSamePortAfterItDiedAlone() throws SQLException {
        try (EmbeddedServer server = EmbeddedServer.start(data, OPTIONS)) {
            writeNote(server, "written before");
            String url = server.jdbcUrl();
            long pid = server.pid();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            awaitDeath(server);

            server.restart();

            assertThat(server.isAlive()).isTrue();
            assertThat(server.pid()).isNotEqualTo(pid);
            assertThat(server.jdbcUrl()).isEqualTo(url);
            assertThat(readNote(server)).isEqualTo("written before");
        }
    }

    @Test
    void leavesALivingServerAloneWhenAskedToRestart() {
        try (EmbeddedServer server = EmbeddedServer.start(data, OPTIONS)) {
            long pid = server.pid();
            server.restart();
            assertThat(server.pid()).isEqualTo(pid);
        }
    }

    @Test
    void isNotFooledByAPidFileThatNamesAStranger() throws IOException {
        EmbeddedServer.start(data, OPTIONS).close();
        long stranger = ProcessHandle.current().pid();
        Files.writeString(
                cluster.resolve("postmaster.pid"),
                stranger + "\n" + cluster + "\n1\n5432\n\n127.0.0.1\n\nready\n");

        try (EmbeddedServer server = EmbeddedServer.start(data, OPTIONS)) {
            assertThat(server.pid()).isNotEqualTo(stranger);
        }
    }

    @Test
    void refusesADatabaseOfAnotherMajorVersionAndLeavesItAsItIs() throws IOException {
        EmbeddedServer.start(data, OPTIONS).close();
        Files.writeString(cluster.resolve("PG_VERSION"), "17\n");

        assertThatThrownBy(() -> EmbeddedServer.start(data, OPTIONS))
                .isInstanceOf(EmbeddedServerException.class)
                .hasMessageStartingWith(
                        "The database in "
                                + cluster
                                + " was made by PostgreSQL 17, and this"
                                + " Storeward ships 18");

        Files.writeString(cluster.resolve("PG_VERSION"), "18\n");
        EmbeddedServer.start(data, OPTIONS).close();
    }

    @Test
    void completesAFirstStartThatWasCut() throws IOException, SQLException {
        Path unfinished = data.resolve("postgres/cluster-new-123");
        Files.createDirectories(unfinished);
        Files.writeString(unfinished.resolve("PG_VERSION"), "18\n");

        try (EmbeddedServer server = EmbeddedServer.start(data, OPTIONS)) {
            assertThat(Queries.ask(server, server.app(), "SELECT 1")).isEqualTo("1");
        }
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void showsWhatTheServerLoggedWhenItDoesNotStart() throws IOException {
        EmbeddedServer.start(data, OPTIONS).close();
        Files.writeString(cluster.resolve("postgresql.auto.conf"), "shared_buffers = 'much'\n");

        assertThatThrownBy(() -> EmbeddedServer.start(data, OPTIONS))
                .isInstanceOf(EmbeddedServerException.class)
                .hasMessageStartingWith("PostgreSQL in " + cluster + " does not start.")
                .hasMessageContaining("invalid value for parameter \"shared_buffers\": \"much\"");
    }

    @Test
    void refusesToRunWithoutDurability() throws IOException {
        EmbeddedServer.start(data, OPTIONS).close();
        Files.writeString(cluster.resolve("postgresql.auto.conf"), "fsync = off\n");

        assertThatThrownBy(() -> EmbeddedServer.start(data, OPTIONS))
                .isInstanceOf(EmbeddedServerException.class)
                .hasMessageStartingWith("PostgreSQL runs with fsync = off where on is needed");
        assertThat(new ClusterProcesses(cluster).all()).isEmpty();
    }

    @Test
    void neverTakesAThrowAwayDatabaseForARealOne() {
        EmbeddedServer.startThrowAway(data, data.resolve("postgres/programs"), OPTIONS).close();

        assertThatThrownBy(() -> EmbeddedServer.start(data, OPTIONS))
                .isInstanceOf(EmbeddedServerException.class)
                .hasMessageContaining("made to be thrown away");
    }

    @Test
    void waitsForItsPortWhenItMustHaveThatOne() throws IOException, SQLException {
        try (EmbeddedServer server = EmbeddedServer.start(data, OPTIONS)) {
            int port = portInUse();
            ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
            awaitDeath(server);
            ServerSocket thief = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"));
            Thread.startVirtualThread(() -> closeAfterASecond(thief));

            server.restart();

            assertThat(server.jdbcUrl()).contains(":" + port + "/");
            assertThat(Queries.ask(server, server.app(), "SELECT 1")).isEqualTo("1");
        }
    }

    private static void closeAfterASecond(ServerSocket socket) {
        try (socket) {
            Thread.sleep(1_000);
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int portInUse() throws IOException {
        List<String> pidFile = Files.readAllLines(cluster.resolve("postmaster.pid"));
        return Integer.parseInt(pidFile.get(3).strip());
    }

    private static void awaitDeath(EmbeddedServer server) {
        while (server.isAlive()) {
            Thread.onSpinWait();
        }
    }

    private static void writeNote(EmbeddedServer server, String text) throws SQLException {
        Queries.execute(server, server.owner(), "CREATE TABLE note (text text)");
        Queries.execute(server, server.app(), "INSERT INTO note VALUES ('" + text + "')");
    }

    private static String readNote(EmbeddedServer server) throws SQLException {
        return Queries.ask(server, server.app(), "SELECT text FROM note");
    }
}

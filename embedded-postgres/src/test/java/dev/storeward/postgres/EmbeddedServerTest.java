package dev.storeward.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.store.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedServerTest {
    private final Path data;
    private final EmbeddedServer server;

    EmbeddedServerTest(@TempDir Path folder) {
        data = folder.resolve("a data folder");
        server = EmbeddedServer.start(data, new Options(23, Duration.ofMinutes(1)));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void makesEveryCommitDurableAlthoughItIsEmbedded() throws SQLException {
        assertThat(setting("fsync")).isEqualTo("on");
        assertThat(setting("synchronous_commit")).isEqualTo("on");
        assertThat(setting("full_page_writes")).isEqualTo("on");
        assertThat(setting("data_checksums")).isEqualTo("on");
    }

    @Test
    void listensOnTheLoopbackOnlyAndCapsItsConnections() throws SQLException {
        assertThat(setting("listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(setting("unix_socket_directories")).isEmpty();
        assertThat(setting("max_connections")).isEqualTo("23");
        assertThat(setting("jit")).isEqualTo("off");
    }

    @Test
    void sortsTextByCodePointWhateverTheOperatingSystem() throws SQLException {
        assertThat(
                        Queries.ask(
                                server,
                                server.app(),
                                "SELECT string_agg(t, '' ORDER BY t)"
                                        + " FROM unnest(ARRAY['é','b','B','a','A']) t"))
                .isEqualTo("ABabé");
    }

    @Test
    void letsNobodyInWithoutTheRightPassword() {
        for (DatabaseLogin login : List.of(server.app(), server.owner(), server.administrator())) {
            DatabaseLogin guess = new DatabaseLogin(login.user(), Secret.of("guessed"));
            assertThatThrownBy(() -> Queries.ask(server, guess, "SELECT 1"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void givesTheApplicationARoleThatReadsAndWritesAndOwnsNothing() throws SQLException {
        Queries.execute(
                server, server.owner(), "CREATE TABLE shelf (id bigserial, name text NOT NULL)");

        Queries.execute(server, server.app(), "INSERT INTO shelf (name) VALUES ('a')");

        assertThat(Queries.ask(server, server.app(), "SELECT name FROM shelf")).isEqualTo("a");
        assertThatThrownBy(() -> Queries.execute(server, server.app(), "DROP TABLE shelf"))
                .hasMessageContaining("must be owner");
        assertThatThrownBy(() -> Queries.execute(server, server.app(), "CREATE TABLE mine ()"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> Queries.execute(server, server.app(), "TRUNCATE shelf"))
                .hasMessageContaining("permission denied");
    }

    @Test
    void showsItsFilesToTheirOwnerAlone() throws IOException {
        Path home = data.resolve("postgres");
        assertThat(mode(home)).isEqualTo("rwx------");
        assertThat(mode(home.resolve("cluster"))).isEqualTo("rwx------");
        assertThat(mode(home.resolve("log"))).isEqualTo("rwx------");
        assertThat(mode(home.resolve("passwords"))).isEqualTo("rw-------");
        assertThat(mode(home.resolve("cluster/pg_hba.conf"))).isEqualTo("rw-------");
        try (Stream<Path> logs = Files.list(home.resolve("log"))) {
            assertThat(logs)
                    .isNotEmpty()
                    .allSatisfy(l -> assertThat(mode(l)).isEqualTo("rw-------"));
        }
    }

    @Test
    void keepsItsProgramsAndEverythingElseBelowTheDataFolder() throws IOException {
        Path proc = Path.of("/proc").resolve(Long.toString(server.pid()));
        if (Files.exists(proc)) {
            assertThat(Files.readSymbolicLink(proc.resolve("exe"))).startsWith(data.toRealPath());
            try (Stream<Path> handles = Files.list(proc.resolve("fd"))) {
                List<String> open =
                        handles.map(EmbeddedServerTest::target)
                                .filter(target -> target.startsWith("/"))
                                .filter(target -> !target.startsWith("/dev/"))
                                .toList();
                assertThat(open)
                        .allSatisfy(t -> assertThat(t).startsWith(data.toRealPath().toString()));
            }
        }
    }

    @Test
    void neverPrintsAPassword() {
        assertThat(server.app().toString())
                .isEqualTo("DatabaseLogin[user=storeward_app, password=***]");
        assertThat(server.toString())
                .doesNotContain(server.app().password().reveal())
                .contains(server.jdbcUrl());
        assertThat(server.app().password().reveal()).hasSize(32);
        assertThat(server.app().password()).isNotEqualTo(server.owner().password());
    }

    @Test
    void refusesASecondStartOnTheSameFolder() {
        assertThatThrownBy(() -> EmbeddedServer.start(data, Options.defaults()))
                .isInstanceOf(DataFolderInUseException.class)
                .hasMessage(
                        "The data folder %s is in use by process %d.",
                        data.toAbsolutePath(), ProcessHandle.current().pid());
        assertThat(server.isAlive()).isTrue();
    }

    private String setting(String name) throws SQLException {
        return Queries.ask(server, server.administrator(), "SHOW " + name);
    }

    private static String mode(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }
}

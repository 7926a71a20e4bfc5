package dev.storeward.server.proof.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.backup.BackupCommand;
import dev.storeward.server.backup.RestoreCommand;
import dev.storeward.server.proof.server.PreparedDatabase;
import dev.storeward.server.proof.server.ServerProcess;
import dev.storeward.server.proof.server.ServerProcess.Account;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does after losing a machine, by the commands that come along. */
class RestoreDrillTest {
    private static final int FILES = 12;

    @TempDir private Path disk;
    private Commands commands;

    @BeforeEach
    void commands() {
        commands = new Commands(disk);
    }

    private static byte[] content(int i) {
        return ("content " + i + " ").repeat(1 + i * 100).getBytes(StandardCharsets.UTF_8);
    }

    private static String stored(Http member, int i) {
        Http.Answer answer = member.upload("file_name=f" + i + ".txt", content(i));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().at("/data/file_path").asString();
    }

    @Test
    void aLostMachineIsRestoredFromItsBackupItsKeyAndItsFiles() throws Exception {
        Path original = PreparedDatabase.into(disk.resolve("original"));
        Path fresh = Files.createDirectory(disk.resolve("fresh"));
        Path backup = disk.resolve("storeward.backup");
        Map<String, byte[]> files = new LinkedHashMap<>();
        Account account;
        try (ServerProcess server = ServerProcess.start(original, Map.of())) {
            account = server.account("acme", 100_000_000);
            Http member = new Http(server.url(), account.key());
            for (int i = 0; i < FILES; i++) {
                files.put(stored(member, i), content(i));
            }

            Commands.Said said =
                    commands.run(
                            BackupCommand.class,
                            Map.of(),
                            "--data",
                            original.toString(),
                            "--to",
                            backup.toString());

            assertThat(said.code()).as(said.err()).isZero();
            assertThat(said.out())
                    .contains("tables to " + backup)
                    .contains(original.resolve("master.key").toString())
                    .contains("  file " + original.toRealPath().resolve("objects/shared"));
            stored(member, 99);
            server.kill();
        }
        Files.copy(original.resolve("master.key"), fresh.resolve("master.key"));
        Files.createDirectory(fresh.resolve("objects"));
        Commands.copy(original.resolve("objects/shared"), fresh.resolve("objects/shared"));
        Files.move(original, disk.resolve("lost"));

        Commands.Said said =
                commands.run(
                        RestoreCommand.class,
                        Map.of(),
                        "--from",
                        backup.toString(),
                        "--data",
                        fresh.toString());

        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out())
                .contains("Of 3 files looked at, the content of 3 is there.")
                .contains("storeward ctl installation release --moved");
        try (ServerProcess server = ServerProcess.start(fresh, Map.of())) {
            Http member = new Http(server.url(), account.key());
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                assertThat(member.get("/api/v1/storage/objects/" + file.getKey()).body())
                        .isEqualTo(file.getValue());
            }
            assertThat(member.get("/readyz").status()).isEqualTo(200);
            assertThat(restoredCopy(server)).isTrue();
            assertThat(
                            server.admin()
                                    .postJson(
                                            "/api/v1/platform/installation/release",
                                            "{\"as\":\"moved\"}")
                                    .status())
                    .isEqualTo(200);
            assertThat(restoredCopy(server)).isFalse();
            stored(member, 100);
        }
        assertThat(original).doesNotExist();
    }

    private static boolean restoredCopy(ServerProcess server) {
        return server.admin()
                .get("/api/v1/platform/installation")
                .json()
                .get("state")
                .asString()
                .equals("restored_copy");
    }

    @Test
    void whatIsMissingForARestoreIsSaidBeforeAnythingIsMade() throws Exception {
        Path original = PreparedDatabase.into(disk.resolve("original"));
        Path fresh = Files.createDirectory(disk.resolve("fresh"));
        Path backup = disk.resolve("storeward.backup");
        try (ServerProcess server = ServerProcess.start(original, Map.of())) {
            server.account("acme", 1_000_000);
        }
        // The server is down: the command starts the database for itself.
        assertThat(
                        commands.run(
                                        BackupCommand.class,
                                        Map.of(),
                                        "--data",
                                        original.toString(),
                                        "--to=" + backup)
                                .code())
                .isZero();

        Commands.Said noKey =
                commands.run(
                        RestoreCommand.class,
                        Map.of(),
                        "--from",
                        backup.toString(),
                        "--data",
                        fresh.toString());
        Path other = PreparedDatabase.into(disk.resolve("other"));
        try (ServerProcess stranger = ServerProcess.start(other, Map.of())) {
            assertThat(stranger.url()).isNotEmpty();
        }
        Commands.Said wrongKey =
                commands.run(
                        RestoreCommand.class,
                        Map.of("STOREWARD_MASTER_KEY_FILE", other.resolve("master.key").toString()),
                        "--from",
                        backup.toString(),
                        "--data",
                        fresh.toString());
        Commands.Said full =
                commands.run(
                        RestoreCommand.class,
                        Map.of(
                                "STOREWARD_MASTER_KEY_FILE",
                                original.resolve("master.key").toString()),
                        "--from",
                        backup.toString(),
                        "--data",
                        other.toString());

        assertThat(noKey.code()).isEqualTo(1);
        assertThat(noKey.err()).startsWith("storeward: ").contains(fresh + "/master.key");
        assertThat(noKey.err().lines()).hasSize(1);
        assertThat(wrongKey.code()).isEqualTo(1);
        assertThat(wrongKey.err()).contains("which the backup is sealed under");
        assertThat(fresh).isEmptyDirectory();
        assertThat(full.code()).isEqualTo(1);
        assertThat(full.err())
                .contains("The database is not empty: a backup is restored into a new data folder");
    }
}

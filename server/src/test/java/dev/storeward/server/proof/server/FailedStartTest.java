package dev.storeward.server.proof.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that cannot succeed says so in one sentence and leaves nothing behind. */
class FailedStartTest {
    @TempDir private Path disk;

    private Path data() {
        return disk.resolve("data");
    }

    /** What a start writes on its standard error before it ends with a code other than 0. */
    private String refused(Map<String, String> environment, String... options) throws Exception {
        Path log = disk.resolve("log");
        Process process = ServerProcess.launch(data(), environment, log, List.of(options));
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("the start ended").isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(log);
    }

    @Test
    void anAddressThatCannotBeListenedOnIsNamedBeforeAnythingIsMade() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            String said = refused(Map.of(), "--port=" + port);

            assertThat(said)
                    .matches(
                            "storeward: STOREWARD_PORT: 127\\.0\\.0\\.1:"
                                    + port
                                    + " cannot be listened on \\(Address already in use.*\\)\\. Stop"
                                    + " what uses it, or choose another port\\.\\R");
        }
        assertThat(data()).doesNotExist();
    }

    @Test
    void aDamagedKeyFileIsNamedBeforeAnythingIsMade() throws Exception {
        Path key = Files.writeString(disk.resolve("master.key"), "not a key\n");

        String said = refused(Map.of("STOREWARD_MASTER_KEY_FILE", key.toString()));

        assertThat(said).startsWith("storeward: ").contains(key.toString());
        assertThat(said.lines()).hasSize(1);
        assertThat(data()).doesNotExist();
    }

    @Test
    void aKeyFileInAFolderThatIsNotThereIsNotMade() throws Exception {
        Path folder = disk.resolve("mistyped");

        String said = refused(Map.of("STOREWARD_MASTER_KEY_FILE", folder.resolve("k").toString()));

        assertThat(said)
                .isEqualTo(
                        "storeward: STOREWARD_MASTER_KEY_FILE: the folder "
                                + folder
                                + " does not exist. Make it, or correct the path.\n");
        assertThat(data()).doesNotExist();
    }

    @Test
    void aDataFolderThatIsAFileIsNamed() throws Exception {
        Files.writeString(data(), "a file");

        assertThat(refused(Map.of()))
                .isEqualTo(
                        "storeward: STOREWARD_DATA: "
                                + data()
                                + " is no folder. Name a folder, or remove it.\n");
    }

    @Test
    void aDatabaseThatCannotBeReachedIsNamedInOneSentence() throws Exception {
        int port = freePort();

        String said =
                refused(
                        Map.of(
                                "STOREWARD_DB",
                                "jdbc:postgresql://127.0.0.1:" + port + "/storeward",
                                "STOREWARD_DB_USER",
                                "storeward"));

        assertThat(said)
                .startsWith(
                        "storeward: STOREWARD_DB: the database at jdbc:postgresql://127.0.0.1:"
                                + port
                                + "/storeward cannot be used: ");
        assertThat(said.lines()).hasSize(1);
        assertThat(data()).doesNotExist();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

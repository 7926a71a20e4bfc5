package dev.storeward.server.proof.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.proof.server.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a start is told in confidence: no other user of the machine and no child process sees it.
 */
@EnabledOnOs(OS.LINUX)
class KeysOfTheStartTest {
    private static final String KEY = "key-of-a-file-0123456789-0123456789-abc";
    private static final String WARNING = "The admin key stands on the command line";

    @TempDir private Path disk;

    private ServerProcess start(Map<String, String> environment, String... options) {
        return ServerProcess.start(ServerProcess.newData(), environment, disk, List.of(options));
    }

    private static String ofProcess(long pid, String file) throws IOException {
        return Files.readString(
                Path.of("/proc", String.valueOf(pid), file), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aKeyInAFileIsInNoListOfProcessesAndInNoChild() throws IOException {
        Path file = Files.writeString(disk.resolve("admin.key"), KEY + "\n");
        Map<String, String> environment =
                Map.of("STOREWARD_ADMIN_KEY", "", "AWS_SECRET_ACCESS_KEY", "canary-of-a-variable");

        try (ServerProcess server = start(environment, "--admin-key-file", file.toString())) {
            Http.Answer me = new Http(server.url(), KEY).get("/api/v1/platform/whoami");
            assertThat(me.json().path("role").asString()).isEqualTo("super_admin");
            assertThat(server.log()).doesNotContain(WARNING);

            ProcessHandle postmaster = server.database().postmaster().orElseThrow();
            List<ProcessHandle> children =
                    Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
            assertThat(children).hasSizeGreaterThan(3);
            for (ProcessHandle child : children) {
                assertThat(ofProcess(child.pid(), "environ"))
                        .doesNotContain("STOREWARD_")
                        .doesNotContain("canary-of-a-variable");
            }
            assertThat(ofProcess(server.pid(), "cmdline")).doesNotContain(KEY);
        }
    }

    @Test
    void aKeyOfTheEnvironmentIsInNoChild() throws IOException {
        try (ServerProcess server = start(Map.of("STOREWARD_ADMIN_KEY", KEY))) {
            long postmaster = server.database().postmaster().orElseThrow().pid();

            assertThat(ofProcess(postmaster, "environ")).doesNotContain(KEY);
            assertThat(server.log()).doesNotContain(WARNING);
        }
    }

    @Test
    void aKeyOnTheCommandLineIsWarnedOf() {
        try (ServerProcess server = start(Map.of("STOREWARD_ADMIN_KEY", ""), "--admin-key", KEY)) {
            assertThat(server.log()).contains(WARNING, "--admin-key-file").doesNotContain(KEY);
        }
    }
}

package dev.storeward.server.proof.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** rclone with the provider that it has for all others. */
class RcloneTest extends ToolFixture {
    private Tool rclone;

    @BeforeEach
    void install() {
        rclone =
                Tool.installed(
                        "rclone",
                        "rclone",
                        home,
                        Map.of(
                                "RCLONE_CONFIG_SW_TYPE",
                                "s3",
                                "RCLONE_CONFIG_SW_PROVIDER",
                                "Other",
                                "RCLONE_CONFIG_SW_ENDPOINT",
                                endpoint(),
                                "RCLONE_CONFIG_SW_ACCESS_KEY_ID",
                                accessKey(),
                                "RCLONE_CONFIG_SW_SECRET_ACCESS_KEY",
                                secretKey(),
                                "RCLONE_RETRIES",
                                "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5M", "7M"})
    void aFolderIsCopiedInPartsAndProven(String part) throws IOException {
        Path large = file("up/large.bin", LARGE);
        Path small = file("up/a b/ü #1?.txt", 1_000);

        rclone.run("copy", "--s3-upload-cutoff", part, "--s3-chunk-size", part, "up", "sw:photos");
        rclone.run("check", "up", "sw:photos");
        rclone.run("check", "--download", "up", "sw:photos");
        assertServed("photos/large.bin", large);
        assertServed("photos/a b/ü #1?.txt", small);
        assertThat(rclone.run("lsf", "-R", "sw:photos").lines())
                .containsExactlyInAnyOrder("a b/", "a b/ü #1?.txt", "large.bin");
    }

    @Test
    void aFolderIsKeptAsAnother() throws IOException {
        file("up/one.txt", 1_000);
        file("up/two.txt", 2_000);
        rclone.run("sync", "up", "sw:photos/kept");
        Files.delete(home.resolve("up/one.txt"));
        file("up/two.txt", "changed".getBytes(StandardCharsets.UTF_8));
        file("up/three.txt", 3_000);

        rclone.run("sync", "up", "sw:photos/kept");

        assertThat(rclone.run("lsf", "sw:photos/kept").lines())
                .containsExactlyInAnyOrder("two.txt", "three.txt");
        rclone.run("check", "--download", "up", "sw:photos/kept");
        rclone.run("purge", "sw:photos");
        assertThat(user.charged()).isZero();
    }

    @Test
    void aPlaceInTheMiddleIsReadAsFromAMount() throws IOException {
        Path large = file("large.bin", LARGE);
        rclone.run("copyto", "large.bin", "sw:photos/large.bin");

        rclone.run(
                "copyto",
                "sw:photos/large.bin",
                "back.bin",
                "--multi-thread-streams",
                "4",
                "--multi-thread-cutoff",
                "1M");
        assertThat(home.resolve("back.bin")).hasSameBinaryContentAs(large);
        file("hello.txt", "hello brave world".getBytes(StandardCharsets.UTF_8));
        rclone.run("copyto", "hello.txt", "sw:photos/hello.txt");
        assertThat(rclone.run("cat", "--offset", "6", "--count", "5", "sw:photos/hello.txt"))
                .isEqualTo("brave");
    }
}

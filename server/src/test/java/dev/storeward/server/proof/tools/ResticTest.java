package dev.storeward.server.proof.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.proof.server.Rounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backups into a bucket. {@code -Dstoreward.rounds=10} backs up 200 MB. */
class ResticTest extends ToolFixture {
    private static final int FILE = 20 << 20;

    private Tool restic;

    @BeforeEach
    void install() {
        restic =
                Tool.installed(
                        "restic",
                        "restic",
                        home,
                        Map.of(
                                "RESTIC_REPOSITORY",
                                "s3:http://" + host() + "/backups",
                                "RESTIC_PASSWORD",
                                "of this test alone",
                                "AWS_ACCESS_KEY_ID",
                                accessKey(),
                                "AWS_SECRET_ACCESS_KEY",
                                secretKey()));
    }

    @Test
    void aBackupIsProvenRestoredAndForgotten() throws IOException {
        Path kept = file("data/kept.txt", 1_000);
        restic.run("init");
        for (int i = 0; i < Rounds.or(1); i++) {
            file("data/" + i + ".bin", FILE);
        }
        restic.run("backup", "data");
        long charged = user.charged();
        assertThat(charged).isGreaterThan(FILE);
        Files.delete(home.resolve("data/0.bin"));
        restic.run("backup", "data");

        assertThat(restic.run("check", "--read-data")).contains("no errors were found");
        restic.run("restore", "latest", "--target", "restored");
        assertThat(home.resolve("restored/data/kept.txt")).hasSameBinaryContentAs(kept);
        assertThat(home.resolve("restored/data/0.bin")).doesNotExist();

        restic.run("forget", "--keep-last", "1", "--prune");
        assertThat(restic.run("check", "--read-data")).contains("no errors were found");
        assertThat(user.charged()).isLessThan(charged - FILE / 2);
    }
}

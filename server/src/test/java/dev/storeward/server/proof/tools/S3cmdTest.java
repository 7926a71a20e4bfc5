package dev.storeward.server.proof.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** s3cmd, which takes a host without a path. */
class S3cmdTest extends ToolFixture {
    private Tool s3cmd;
    private String config;

    @BeforeEach
    void install() {
        config =
                file(
                                "s3cfg",
                                """
                                [default]
                                access_key = %s
                                secret_key = %s
                                host_base = %s
                                host_bucket = %s
                                use_https = False
                                """
                                        .formatted(accessKey(), secretKey(), host(), host())
                                        .getBytes(StandardCharsets.UTF_8))
                        .toString();
        s3cmd = Tool.installed("s3cmd", "s3cmd", home, Map.of());
    }

    private String s3cmd(String... arguments) {
        return s3cmd.run(
                Stream.concat(Stream.of("-c", config, "--no-progress"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    @Test
    void filesGoThereInPartsAndBackAndAway() throws IOException {
        Path large = file("up/large.bin", LARGE);
        Path small = file("up/a b/hello.txt", 1_000);

        s3cmd("mb", "s3://photos");
        s3cmd("sync", "--multipart-chunk-size-mb=5", "up/", "s3://photos/");
        assertServed("photos/large.bin", large);
        assertServed("photos/a b/hello.txt", small);
        assertThat(s3cmd("ls", "-r", "s3://photos"))
                .contains("s3://photos/large.bin", "s3://photos/a b/hello.txt");

        s3cmd("get", "s3://photos/large.bin", "back.bin");
        assertThat(home.resolve("back.bin")).hasSameBinaryContentAs(large);
        assertThat(s3cmd("info", "s3://photos/a b/hello.txt")).contains("1000");

        s3cmd("cp", "s3://photos/large.bin", "s3://photos/copy.bin");
        assertServed("photos/copy.bin", large);
        s3cmd("rb", "-r", "-f", "s3://photos");
        assertThat(user.charged()).isZero();
    }
}

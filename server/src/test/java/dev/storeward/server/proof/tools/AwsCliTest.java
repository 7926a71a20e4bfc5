package dev.storeward.server.proof.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Amazon's command line with the door's path as its endpoint. */
class AwsCliTest extends ToolFixture {
    private Tool aws;

    @BeforeEach
    void install() {
        Path config =
                file(
                        "config",
                        """
                        [default]
                        region = eu-central-1
                        retries = 1
                        s3 =
                          addressing_style = path
                          signature_version = s3v4
                          multipart_threshold = 5MB
                          multipart_chunksize = 5MB
                        """
                                .getBytes(StandardCharsets.UTF_8));
        aws =
                Tool.installed(
                        "aws",
                        "awscli",
                        home,
                        Map.of(
                                "AWS_CONFIG_FILE", config.toString(),
                                "AWS_ACCESS_KEY_ID", accessKey(),
                                "AWS_SECRET_ACCESS_KEY", secretKey(),
                                "AWS_EC2_METADATA_DISABLED", "true",
                                "AWS_PAGER", ""));
    }

    private String s3(String... arguments) {
        return aws.run(
                Stream.concat(Stream.of("--endpoint-url", endpoint(), "s3"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    @Test
    void filesLargeAndSmallGoThereAndBackAndAway() throws IOException {
        Path small = file("up/a b/hello ü.txt", 1_000);
        Path large = file("up/large.bin", LARGE);

        s3("mb", "s3://photos");
        s3("sync", "up", "s3://photos/trip");
        assertServed("photos/trip/a b/hello ü.txt", small);
        assertServed("photos/trip/large.bin", large);
        assertThat(s3("ls", "--recursive", "s3://photos"))
                .contains("trip/a b/hello ü.txt", LARGE + " trip/large.bin");
        assertThat(s3("sync", "up", "s3://photos/trip")).isEmpty();

        s3("sync", "s3://photos/trip", "down");
        assertThat(home.resolve("down/large.bin")).hasSameBinaryContentAs(large);
        assertThat(home.resolve("down/a b/hello ü.txt")).hasSameBinaryContentAs(small);

        s3("mv", "s3://photos/trip/large.bin", "s3://photos/moved.bin");
        assertThat(s3("ls", "--recursive", "s3://photos")).doesNotContain("trip/large.bin");
        assertServed("photos/moved.bin", large);
        s3("rb", "--force", "s3://photos");
        assertThat(s3("ls")).doesNotContain("photos");
        assertThat(user.charged()).isZero();
    }

    @Test
    void aPresignedUrlIsReadByWhoeverHasIt() throws IOException {
        Path small = file("hello.txt", 1_000);
        s3("cp", "hello.txt", "s3://" + user.whole() + "/hello.txt");

        String url = s3("presign", "s3://" + user.whole() + "/hello.txt").strip();
        try (var in = URI.create(url).toURL().openStream()) {
            assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(small));
        }
    }

    @Test
    void theOneWhoAsksForWhatIsNotThereIsTold() {
        Tool.Ended ended =
                aws.ended(
                        "--endpoint-url",
                        endpoint(),
                        "s3api",
                        "get-object",
                        "--bucket",
                        user.whole(),
                        "--key",
                        "none",
                        "out");

        assertThat(ended.exit()).isNotZero();
        assertThat(ended.errors()).contains("NoSuchKey");
    }
}

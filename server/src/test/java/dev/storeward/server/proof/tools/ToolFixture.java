package dev.storeward.server.proof.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.SharedServer;
import dev.storeward.server.api.s3.S3User;
import dev.storeward.server.s3.PercentEncoding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A user of the S3 door, at its path and at a name of its own, and files to send. */
@ExtendWith(SharedServer.class)
abstract class ToolFixture {
    /** More than two parts of the smallest size. */
    static final int LARGE = (12 << 20) + 345;

    /** A name that every resolver answers without asking a network. */
    private static final String DOMAIN = "localhost";

    /** Of the test, and gone with it. */
    @TempDir Path home;

    RunningServer server;
    S3User user;

    @BeforeEach
    void meet() {
        server = SharedServer.with(Map.of("STOREWARD_S3_DOMAIN", DOMAIN));
        user = S3User.on(server);
    }

    /** For tools that take a path in an endpoint. */
    String endpoint() {
        return server.url() + "/s3";
    }

    /** The host and port for those that do not. */
    String host() {
        return DOMAIN + ":" + URI.create(server.url()).getPort();
    }

    String accessKey() {
        return user.keys().accessKeyId();
    }

    String secretKey() {
        return user.keys().secretAccessKey();
    }

    /** Writes a file of random bytes below the tool's home. */
    Path file(String name, int bytes) {
        byte[] content = new byte[bytes];
        new Random(name.hashCode()).nextBytes(content);
        return file(name, content);
    }

    Path file(String name, byte[] content) {
        try {
            Path file = home.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** That the files door serves what the tool has put, at a path below the user's folder. */
    void assertServed(String path, Path sent) throws IOException {
        Http.Answer answer =
                user.http()
                        .get(
                                "/api/v1/storage/objects/"
                                        + user.member().folder()
                                        + PercentEncoding.encodeKey(path));
        assertThat(answer.status()).as(path).isEqualTo(200);
        assertThat(answer.body()).as(path).isEqualTo(Files.readAllBytes(sent));
    }
}

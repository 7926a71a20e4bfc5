package dev.storeward.server.proof.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.Books;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.Shape;
import dev.storeward.server.proof.server.StoreView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A disk that fills up under the shared folder. Skipped where this process may not mount one. */
class FullDiskTest {
    private static final String OBJECTS = "/api/v1/storage/objects/";

    private static Path disk;
    private static RunningServer server;

    @BeforeAll
    static void mount() throws Exception {
        disk = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "disk");
        disk = disk.toAbsolutePath();
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString()),
                "mounting a small disk needs root and the right to mount");
        server = RunningServer.start(Map.of("STOREWARD_SHARED_URL", disk.toString()));
    }

    @AfterAll
    static void unmount() throws Exception {
        if (server != null) {
            server.close();
            run("umount", disk.toString());
        }
    }

    private static boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aFullDiskRefusesWithASentenceAndRecoversByItself() throws Exception {
        Member member = server.member(1L << 30);
        Http http = new Http(server, member.key());
        byte[] file = new byte[10_000_000];
        new Random(6).nextBytes(file);
        Answer first = http.upload("file_name=a.bin", file);
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        String address = OBJECTS + first.json().at("/data/file_path").asString();

        for (Shape shape : Shape.values()) {
            RawHttp.Reply full =
                    RawHttp.exchange(
                            server.url(),
                            shape.upload(member.key(), "b.bin", new byte[20_000_000]));
            assertThat(full.status()).as(full.toString()).isEqualTo(507);
            assertThat(full.header("Retry-After")).matches("[1-9][0-9]*");
            assertThat(full.json().at("/error/code").asString()).isEqualTo("STORAGE_UNAVAILABLE");
            assertThat(full.json().at("/error/message").asString()).contains("full").endsWith(".");
        }

        try (StoreView store = StoreView.ofFolder(disk)) {
            Books books = Books.settled(server, store, member);
            assertThat(books.charged()).isEqualTo(10_000_000);
            assertThat(unfinished()).isEmpty();
            assertThat(http.get(address).body()).isEqualTo(file);
            assertThat(http.upload("file_name=small.bin", new byte[50_000]).status())
                    .isEqualTo(201);

            assertThat(http.delete(address).status()).isEqualTo(200);
            Books.settled(server, store, member);
            assertThat(http.upload("file_name=b.bin", new byte[20_000_000]).status())
                    .isEqualTo(201);
            Books.settled(server, store, member);
        }
    }

    private static List<Path> unfinished() throws IOException {
        try (Stream<Path> files = Files.list(disk.resolve("tmp"))) {
            return files.toList();
        }
    }
}

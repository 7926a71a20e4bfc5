package dev.storeward.server.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.RawHttp.Reply;
import dev.storeward.server.proof.server.SharedServers;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** Three users of two tenants, and how hostile requests of one of them are refused. */
@ExtendWith(SharedServers.class)
abstract class HostileFixture {
    static final String BASE = "/api/v1/storage";
    static final byte[] FILE = {1, 2, 3};

    static RunningServer server;
    static Member member;
    static Member colleague;
    static Member stranger;

    @BeforeAll
    static void server() {
        server = SharedServers.on(SharedServers.Kind.LOCAL).server();
        member = server.member(1 << 20);
        colleague = server.member(server.tenant(member), "member");
        stranger = server.member(1 << 20);
    }

    static void refused(Reply reply, Set<Integer> statuses) {
        assertThat(reply.status()).as(reply.toString()).isIn(statuses);
        assertThat(reply.header("Content-Type")).as(reply.toString()).isEqualTo("application/json");
        assertThat(reply.header("X-Request-Id")).as(reply.toString()).isNotEmpty();
        assertThat(reply.json().at("/success").asBoolean()).isFalse();
        assertThat(reply.json().at("/error/code").asString())
                .isIn("VALIDATION_ERROR", "FORBIDDEN", "NOT_FOUND", "METHOD_NOT_ALLOWED");
        assertThat(reply.json().at("/message").asString()).isNotEmpty();
    }

    /** Every file below the data folder that is no object of a tenant. */
    static Set<Path> outsideTheStore() throws IOException {
        Path shared = server.data().resolve("objects").resolve("shared");
        Set<String> passing = Set.of("organizations+", ".storeward+", "tmp");
        Set<Path> found = new TreeSet<>();
        Files.walkFileTree(
                server.data(),
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        boolean ours =
                                folder.startsWith(shared)
                                        && passing.contains(folder.getFileName().toString());
                        return ours ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        found.add(file);
                        return FileVisitResult.CONTINUE;
                    }
                });
        return found;
    }
}

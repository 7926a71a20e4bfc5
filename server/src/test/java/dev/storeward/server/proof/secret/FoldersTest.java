package dev.storeward.server.proof.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Folders of this machine: nobody else of it looks into them, and no tenant learns their paths. */
class FoldersTest {
    private static final String PLATFORM = "/api/v1/platform/";

    @TempDir private static Path disk;
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server =
                RunningServer.start(
                        Map.of("STOREWARD_DATA", disk.resolve("new").resolve("data").toString()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whateverIsMadeBelowTheDataFolderIsItsOwnersAlone() throws IOException {
        new Http(server, server.member(1 << 20).key())
                .upload("file_name=a.txt&path=b/c", "hello".getBytes(StandardCharsets.UTF_8));

        List<Path> folders;
        try (Stream<Path> all = Files.walk(server.data())) {
            folders = all.filter(Files::isDirectory).toList();
        }
        assertThat(folders).hasSizeGreaterThan(5);
        for (Path folder : folders) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .as(folder.toString())
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aSupervisorIsToldNoPathOfAFolderThatASuperAdminRegistered() {
        Member supervisor = server.member(server.tenant(server.member(1 << 20)), "supervisor");
        String folder = server.data().resolve("objects").resolve("own").toString();
        Http admin = new Http(server, RunningServer.ADMIN_KEY);
        String backends = PLATFORM + "tenants/" + supervisor.tenantId() + "/backends";
        Http.Answer made =
                admin.postJson(
                        backends,
                        "{\"name\":\"own\",\"connector\":\"filesystem\",\"settings\":{\"path\":\"%s\"}}"
                                .formatted(folder));
        assertThat(made.json().at("/settings/path").asString()).isEqualTo(folder);
        String backend = PLATFORM + "backends/" + made.json().path("id").asString();

        Http theirs = new Http(server, supervisor.key());
        for (String path : List.of(backends, backend)) {
            Http.Answer told = theirs.get(path);
            assertThat(told.status()).as(told.text()).isEqualTo(200);
            assertThat(told.text()).contains("filesystem").doesNotContain(disk.toString());
        }
        Http.Answer verified = theirs.postJson(backend + "/verify", "");
        assertThat(verified.text()).doesNotContain(disk.toString());
        JsonNode asked = admin.get(backend).json();
        assertThat(asked.at("/settings/path").asString()).isEqualTo(folder);
    }
}

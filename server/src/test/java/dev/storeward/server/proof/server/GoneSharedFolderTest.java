package dev.storeward.server.proof.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server whose shared folder is gone since its last start, as a disk that is not mounted. */
class GoneSharedFolderTest {
    private static final byte[] BYTES = "on the disk".getBytes(StandardCharsets.UTF_8);
    private static final String OBJECTS = "/api/v1/storage/objects/";

    private final RunningServer server = RunningServer.start();
    private final String key = server.member(1 << 20).key();
    private final Path shared = server.data().resolve("objects").resolve("shared");
    private final Path unmounted = server.data().resolve("unmounted");

    @AfterEach
    void close() {
        server.close();
    }

    private Http member() {
        return new Http(server, key);
    }

    private String stored() {
        Http.Answer answer = member().upload("file_name=a.txt", BYTES);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().at("/data/file_path").asString();
    }

    private void startWithout() throws IOException {
        Files.move(shared, unmounted);
        server.restart();
    }

    private void assertRefused() {
        Http.Answer refused = member().upload("file_name=b.txt", BYTES);
        assertThat(refused.status()).as(refused.text()).isEqualTo(503);
        assertThat(refused.text())
                .contains("The folder of this backend is gone")
                .doesNotContain(shared.toString());
        assertThat(member().get("/readyz").text()).isEqualTo("ready\nshared_folder: gone\n");
    }

    @Test
    void filesAndUploadsWaitUntilItIsBackAndNothingElse() throws Exception {
        String before = stored();
        startWithout();

        assertRefused();
        assertThat(member().get(OBJECTS + before).status()).isEqualTo(503);
        assertThat(shared).doesNotExist();

        Files.move(unmounted, shared);

        assertThat(member().get("/readyz").text()).isEqualTo("ready\n");
        assertThat(member().get(OBJECTS + before).body()).isEqualTo(BYTES);
        assertThat(member().get(OBJECTS + stored()).body()).isEqualTo(BYTES);
    }

    /** Nothing is recorded in it, and nobody verified it yet. */
    @Test
    void itIsNotMadeAnewWhereNothingWasStoredEither() throws Exception {
        startWithout();

        assertRefused();
        assertThat(shared).doesNotExist();

        Files.createDirectory(shared);
        assertRefused();
        assertThat(shared).isEmptyDirectory();
    }
}

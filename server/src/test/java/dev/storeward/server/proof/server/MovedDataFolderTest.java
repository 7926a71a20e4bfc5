package dev.storeward.server.proof.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data folder that was moved is the same installation at another path. */
class MovedDataFolderTest {
    private static final byte[] BYTES = "kept over the move".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path disk;

    @Test
    void filesAreReadAtTheNewPathAndNothingIsMadeAtTheOldOne() throws Exception {
        Path before = PreparedDatabase.into(disk.resolve("before"));
        Path after = disk.resolve("after");
        String name;
        ServerProcess.Account account;
        try (ServerProcess server = ServerProcess.start(before, Map.of())) {
            account = server.account("acme", 1_000_000);
            name = stored(new Http(server.url(), account.key()));
        }
        Files.move(before, after);

        try (ServerProcess server = ServerProcess.start(after, Map.of())) {
            Http member = new Http(server.url(), account.key());
            assertThat(member.get("/api/v1/storage/objects/" + name).body()).isEqualTo(BYTES);
            assertThat(member.get("/api/v1/storage/objects/" + stored(member)).body())
                    .isEqualTo(BYTES);
        }
        assertThat(before).doesNotExist();
    }

    private static String stored(Http member) {
        Http.Answer answer = member.upload("file_name=a.txt", BYTES);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().at("/data/file_path").asString();
    }
}

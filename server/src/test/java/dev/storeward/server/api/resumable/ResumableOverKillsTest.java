package dev.storeward.server.api.resumable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.Rounds;
import dev.storeward.server.proof.server.ServerProcess;
import dev.storeward.server.proof.server.ServerProcess.Account;
import dev.storeward.server.proof.server.StoreView;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** {@code kill -9} of the server while bytes come: what it tells then is what it has. */
class ResumableOverKillsTest {
    private static final int SIZE = 40_000_000;

    @Test
    void theOffsetIsOfBytesThatAreKeptOverKills() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] file = TusClient.bytes(SIZE);
        Path data = ServerProcess.newData();
        String path = "";
        Account account = null;
        long offset = 0;
        int rounds = Rounds.or(2);
        for (int round = 1; round <= rounds; round++) {
            String what = "round " + round + " of seed " + seed;
            ServerProcess server = ServerProcess.start(data, Map.of());
            try {
                if (account == null) {
                    account = server.account("tus", 1L << 30);
                    path = begin(new Http(server.url(), account.key()));
                }
                Http http = new Http(server.url(), account.key());
                long kept = offset(http, path);
                assertThat(kept).as(what).isGreaterThanOrEqualTo(offset);
                offset = kept;
                if (offset < SIZE) {
                    byte[] head = head(path, account.key(), offset);
                    try (RawHttp raw = RawHttp.to(server.url())) {
                        int end = (int) Math.min(SIZE, offset + 18_000_000);
                        raw.send(head, 0, head.length).send(file, (int) offset, end);
                        Thread.sleep(random.nextInt(600));
                    }
                }
            } finally {
                server.kill();
            }
        }
        try (ServerProcess server = ServerProcess.start(data, Map.of())) {
            Http http = new Http(server.url(), Objects.requireNonNull(account).key());
            long kept = offset(http, path);
            assertThat(kept).as("seed %s", seed).isGreaterThanOrEqualTo(offset);
            Answer last =
                    http.send(
                            "PATCH",
                            path,
                            BodyPublishers.ofByteArray(Arrays.copyOfRange(file, (int) kept, SIZE)),
                            TusClient.versioned(
                                    "Content-Type",
                                    TusClient.TYPE,
                                    "Upload-Offset",
                                    String.valueOf(kept)));
            assertThat(last.status()).as(last.text() + " seed " + seed).isEqualTo(204);
            String name = last.header("Storeward-Object-Name");
            assertThat(http.get("/api/v1/storage/objects/" + name).body())
                    .as("seed %s", seed)
                    .isEqualTo(file);
            // What the killed servers were sending is taken back once they are silent for long.
            server.database().moveTime(Duration.ofMinutes(10));
            try (StoreView store = StoreView.ofFolder(data.resolve("objects").resolve("shared"))) {
                Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .untilAsserted(() ->
                                assertThat(store.keys("organizations/"))
                                        .as("seed %s", seed)
                                        .containsExactly(name));
            }
        }
    }

    private static String begin(Http http) {
        return http.send(
                        "POST",
                        TusClient.BASE,
                        BodyPublishers.noBody(),
                        TusClient.versioned("Upload-Length", String.valueOf(SIZE)))
                .header("Location")
                .replaceFirst("http://[^/]+", "");
    }

    private static byte[] head(String path, String key, long offset) {
        return RawHttp.head(
                "PATCH",
                path,
                key,
                "Tus-Resumable: 1.0.0",
                "Content-Type: " + TusClient.TYPE,
                "Upload-Offset: " + offset,
                "Content-Length: " + (SIZE - offset));
    }

    private static long offset(Http http, String path) {
        return Long.parseLong(http.head(path, TusClient.versioned()).header("Upload-Offset"));
    }
}

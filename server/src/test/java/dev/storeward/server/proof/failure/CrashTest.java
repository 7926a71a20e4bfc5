package dev.storeward.server.proof.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.proof.server.Rounds;
import dev.storeward.server.proof.server.ServerProcess;
import dev.storeward.server.proof.server.ServerProcess.Account;
import dev.storeward.server.proof.server.StoreView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * {@code kill -9} at random moments under uploads and deletes, every third time the database too:
 * what was acknowledged holds, and what was not leaves nothing behind.
 */
class CrashTest {
    private static final int CLIENTS = 6;
    private static final long QUOTA = 1L << 30;

    @Test
    void whatWasAcknowledgedHoldsOverKills() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Path data = ServerProcess.newData();
        List<CrashClient> clients = new ArrayList<>();
        int rounds = Rounds.or(3);
        for (int round = 1; round <= rounds; round++) {
            String what = "round " + round + " of seed " + seed;
            ServerProcess server = ServerProcess.start(data, Map.of());
            try {
                if (clients.isEmpty()) {
                    for (int i = 0; i < CLIENTS; i++) {
                        Account account = server.account("crash-" + i, QUOTA);
                        clients.add(new CrashClient(account, new Random(random.nextLong())));
                    }
                }
                clients.forEach(client -> client.check(server.url(), what));
                try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    List<Future<?>> running = new ArrayList<>();
                    for (CrashClient client : clients) {
                        running.add(threads.submit(() -> client.work(server.url())));
                    }
                    Thread.sleep(300 + random.nextInt(2_500));
                    if (round % 3 == 0) {
                        server.database().postmaster().orElseThrow().destroyForcibly();
                    }
                    server.kill();
                    for (Future<?> client : running) {
                        client.get();
                    }
                }
            } catch (Throwable e) {
                // Only the next start would stop the database that is left behind, and none comes.
                server.kill();
                server.database().postmaster().ifPresent(ProcessHandle::destroyForcibly);
                throw e;
            }
        }
        try (ServerProcess server = ServerProcess.start(data, Map.of())) {
            String what = "after the last kill of seed " + seed;
            clients.forEach(client -> client.check(server.url(), what));
            assertThat(clients.stream().mapToInt(CrashClient::acknowledged).sum())
                    .as("files acknowledged over all kills, seed %s", seed)
                    .isGreaterThan(CLIENTS);
            // A killed server's writes are taken back when it has been silent for 30 seconds, its
            // removals under way after five minutes.
            server.database().moveTime(Duration.ofMinutes(10));
            nothingIsLeftButFiles(server, clients, what);
        }
    }

    private static void nothingIsLeftButFiles(
            ServerProcess server, List<CrashClient> clients, String what) {
        try (StoreView store =
                StoreView.ofFolder(server.data().resolve("objects").resolve("shared"))) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> {
                        Set<String> named = new TreeSet<>();
                        clients.forEach(client -> named.addAll(client.list(server.url()).keySet()));
                        assertThat(store.keys("organizations/")).as(what).isEqualTo(named);
                    });
        }
        for (CrashClient client : clients) {
            Http http = new Http(server.url(), client.account().key());
            Answer usage = http.get("/api/v1/storage/usage");
            server.recount(client.account());
            Answer counted = http.get("/api/v1/storage/usage");
            assertThat(counted.json().at("/data")).as(what).isEqualTo(usage.json().at("/data"));
        }
    }
}

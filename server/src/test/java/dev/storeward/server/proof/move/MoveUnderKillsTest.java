package dev.storeward.server.proof.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.Migration.State;
import dev.storeward.core.migration.MigrationProgress;
import dev.storeward.server.Http;
import dev.storeward.server.proof.failure.CrashClient;
import dev.storeward.server.proof.server.Parallel;
import dev.storeward.server.proof.server.Rounds;
import dev.storeward.server.proof.server.ServerProcess;
import dev.storeward.server.proof.server.ServerProcess.Account;
import dev.storeward.server.proof.server.StoreView;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Six users of a tenant read, write and delete while its files move, and the only server is killed
 * again and again: no read fails or is wrong while the server is up, nothing that was acknowledged
 * is lost or comes back, and in the end the source holds nothing.
 */
class MoveUnderKillsTest {
    private static final int CLIENTS = 6;
    private static final int KILLS = Rounds.or(5);
    private static final int FIRST_FILES = 70;
    private static final int LARGEST = 1_000_000;
    private static final long SLOWLY = 400_000;
    private static final String USAGE = "/api/v1/storage/usage";

    private final Path data = ServerProcess.newData();
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final List<CrashClient> clients = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private UUID migration = new UUID(0, 0);
    private Instant killedAt = Instant.EPOCH;

    @Test
    void nobodyNoticesThatTheTenantMovesWhileItsServerDies() throws Exception {
        ServerProcess server = ServerProcess.start(data, Map.of());
        try {
            begin(server);
            for (int kill = 1; kill <= KILLS; kill++) {
                workAndKill(server, "kill " + kill + " of seed " + seed);
                server = ServerProcess.start(data, Map.of());
                check(server, "after kill " + kill + " of seed " + seed);
            }
            complete(server);
            check(server, "after the move, seed " + seed);
            purge(server);
            check(server, "after the purge, seed " + seed);
        } catch (Throwable e) {
            server.kill();
            server.database().postmaster().ifPresent(ProcessHandle::destroyForcibly);
            throw e;
        }
        server.close();
    }

    private void begin(ServerProcess server) {
        Account first = server.account("moving", 1L << 40);
        for (int i = 0; i < CLIENTS; i++) {
            Account account = i == 0 ? first : server.colleague(first, "colleague-" + i);
            clients.add(new CrashClient(account, new Random(random.nextLong()), LARGEST));
        }
        Parallel.run(
                CLIENTS,
                i -> {
                    clients.get(i).upload(server.url(), FIRST_FILES);
                    return true;
                });
        UUID target = server.folder(first, "own", target());
        try (MoveOperator operator = new MoveOperator(server.database().settings())) {
            migration = operator.start(UUID.fromString(first.tenantId()), target, SLOWLY);
        }
    }

    private Path target() {
        return data.resolve("objects").resolve("own");
    }

    private Path source() {
        return data.resolve("objects").resolve("shared");
    }

    /** Kills the server when some more files have moved under the hands of all clients. */
    private void workAndKill(ServerProcess server, String what) throws Exception {
        AtomicBoolean killing = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                MoveOperator operator = new MoveOperator(server.database().settings())) {
            List<Future<?>> running = work(threads, server, killing, what);
            operator.aMinuteOfSilence(killedAt);
            try {
                untilMoreHasMoved(operator, what);
            } finally {
                killing.set(true);
                server.kill();
                killedAt = Instant.now();
            }
            for (Future<?> client : running) {
                client.get();
            }
        }
        assertThat(failures).as(what).isEmpty();
    }

    private void untilMoreHasMoved(MoveOperator operator, String what) throws InterruptedException {
        Migration seen = operator.watch(migration, null);
        long aim = seen.progress().migratedFiles() + 5 + random.nextInt(10);
        Instant latest = Instant.now().plusSeconds(60);
        while (seen.state().open()
                && seen.progress().migratedFiles() < aim
                && failures.isEmpty()
                && Instant.now().isBefore(latest)) {
            Thread.sleep(50 + random.nextInt(100));
            seen = operator.watch(migration, seen.progress());
        }
        assertThat(failures).as(what).isEmpty();
        assertThat(seen.state().open()).as("moves too fast: %s, %s", seen, what).isTrue();
        assertThat(seen.progress().migratedFiles()).as(what).isGreaterThanOrEqualTo(aim);
    }

    private List<Future<?>> work(
            ExecutorService threads, ServerProcess server, AtomicBoolean ending, String what) {
        List<Future<?>> running = new ArrayList<>();
        for (CrashClient client : clients) {
            running.add(
                    threads.submit(() -> {
                        try {
                            client.workAndRead(server.url(), () -> !failures.isEmpty());
                            if (!ending.get()) {
                                failures.add(
                                        new AssertionError(
                                                "no answer from a living server, " + what));
                            }
                        } catch (Throwable e) {
                            failures.add(e);
                        }
                    }));
        }
        return running;
    }

    private void check(ServerProcess server, String what) {
        clients.forEach(client -> client.checkFiles(server.url(), what));
        Http http = new Http(server.url(), clients.getFirst().account().key());
        var usage = http.get(USAGE).json().at("/data");
        assertThat(usage.get("used_bytes").asLong())
                .as("used bytes, %s", what)
                .isEqualTo(clients.stream().mapToLong(CrashClient::used).sum());
        assertThat(usage.get("file_count").asLong())
                .as("files, %s", what)
                .isEqualTo(clients.stream().mapToInt(CrashClient::fileCount).sum());
        server.recount(clients.getFirst().account());
        assertThat(http.get(USAGE).json().at("/data")).as("drift, %s", what).isEqualTo(usage);
    }

    /** The clients go on until all has moved. */
    private void complete(ServerProcess server) throws Exception {
        AtomicBoolean ending = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                MoveOperator operator = new MoveOperator(server.database().settings())) {
            List<Future<?>> running = new ArrayList<>();
            for (CrashClient client : clients) {
                running.add(threads.submit(() -> client.workAndRead(server.url(), ending::get)));
            }
            operator.hurry(migration);
            operator.aMinuteOfSilence(killedAt);
            MigrationProgress[] last = {operator.watch(migration, null).progress()};
            try {
                Awaitility.await()
                        .atMost(Duration.ofMinutes(3))
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> {
                            Migration seen = operator.watch(migration, last[0]);
                            last[0] = seen.progress();
                            return !seen.state().open();
                        });
            } finally {
                ending.set(true);
            }
            for (Future<?> client : running) {
                client.get();
            }
            Migration ended = operator.get(migration);
            assertThat(ended.state()).as("%s", ended).isEqualTo(State.COMPLETED);
            MigrationProgress counted = ended.progress();
            assertThat(counted.migratedFiles() + counted.skippedFiles())
                    .as("%s", counted)
                    .isEqualTo(counted.totalFiles());
            assertThat(
                            operator.number(
                                    "SELECT count(*) AS n FROM migration_item WHERE migration_id = ? AND state = 'migrated'",
                                    migration))
                    .isEqualTo(counted.migratedFiles());
        }
        assertThat(clients.stream().mapToInt(CrashClient::refused).sum())
                .as("refused uploads and deletes of seed %s", seed)
                .isZero();
        assertThat(clients.stream().mapToInt(CrashClient::reads).sum())
                .as("reads of seed %s", seed)
                .isGreaterThan(20 * KILLS);
    }

    /** A day later the source holds nothing of the tenant, and the target only its files. */
    private void purge(ServerProcess server) {
        server.database().moveTime(Duration.ofHours(26));
        int files = clients.stream().mapToInt(CrashClient::fileCount).sum();
        try (StoreView from = StoreView.ofFolder(source());
                StoreView to = StoreView.ofFolder(target())) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> {
                        assertThat(from.keys("organizations/")).as("seed %s", seed).isEmpty();
                        assertThat(to.keys("organizations/")).as("seed %s", seed).hasSize(files);
                    });
        }
    }
}

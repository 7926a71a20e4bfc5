package dev.storeward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.backend.registry.NewBackend;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.job.Jobs.Job;
import dev.storeward.core.job.Node;
import dev.storeward.core.job.Repeating;
import dev.storeward.core.job.RetryLater;
import dev.storeward.core.masterkey.MasterKeyRotation;
import dev.storeward.core.masterkey.MasterKeyStatus;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.MigrationViews;
import dev.storeward.core.migration.Migrations;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.Books;
import dev.storeward.server.proof.server.Rounds;
import dev.storeward.store.Secret;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Errors thrown at random in everything that a wired server does by itself: all of it goes on, and
 * nothing acknowledged is lost. Only the heartbeat's end is the end of the process.
 */
class ErrorsInJobsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(300);

    /** A node that is silent for so long is told of by {@code /readyz}. */
    private static final Duration SILENT = Duration.ofSeconds(20);

    private static final String OBJECTS = "/api/v1/storage/objects/";

    private final ErrorSource errors =
            new ErrorSource(Set.of(ErrorSource.HEARTBEAT, "report-keys", "purge"));
    private final StruckParts parts = new StruckParts(errors);
    private final RunningServer server =
            RunningServer.startWith(
                    context -> context.getBeanFactory().addBeanPostProcessor(parts));
    private final Member member = server.member(1L << 40);
    private final Http http = new Http(server, member.key());
    private final AtomicInteger owed = new AtomicInteger();
    private final AtomicInteger settled = new AtomicInteger();

    /** What each file holds, by its address. */
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /** The addresses of files that stay, so that there is something to move whenever it begins. */
    private final Set<String> staying = new HashSet<>();

    private volatile boolean over;

    @AfterEach
    void close() {
        errors.end();
        server.close();
    }

    /** Everything that works by itself, but for the heartbeat. */
    private Set<String> works() {
        server.services(Repeating.class).forEach(repeating -> errors.watch(repeating.name()));
        Set<String> works = errors.works();
        server.service(JobWiring.Recurring.class).jobs().stream()
                .map(Job::name)
                .forEach(works::add);
        works.remove(ErrorSource.HEARTBEAT);
        return works;
    }

    @Test
    void everythingGoesOnAndOnlyTheHeartbeatEndsTheProcess() throws Exception {
        Set<String> works = works();
        assertThat(works).hasSizeGreaterThan(20);
        UUID[] folders = {folder("one"), folder("two")};
        for (int round = 0; round < Rounds.or(1); round++) {
            long seed = 1L + round;
            storm(works, seed, folders[round % 2]);
        }
        theHeartbeatEndsTheProcess();
    }

    private UUID folder(String name) {
        return server.service(Backends.class)
                .register(
                        server.admin(),
                        member.tenantId(),
                        new NewBackend(
                                name,
                                "filesystem",
                                Map.of(
                                        "path",
                                        Secret.of(
                                                server.data()
                                                        .resolve("objects")
                                                        .resolve(name)
                                                        .toString())),
                                true),
                        InSameTransaction.nothing())
                .id();
    }

    private void storm(Set<String> works, long seed, UUID target) throws Exception {
        String told = "seed " + seed;
        Random random = new Random(seed);
        for (int i = 0; i < 12; i++) {
            upload(random, told);
        }
        staying.addAll(files.keySet());
        over = false;
        errors.begin(works, seed);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> user = threads.submit(() -> use(random, told));
            try {
                server.service(MasterKeyRotation.class)
                        .rotate(server.admin(), InSameTransaction.nothing());
                UUID migration = migrate(target);
                await().atMost(PATIENCE)
                        .pollInterval(POLL)
                        .untilAsserted(() -> {
                            everythingIsDue();
                            owe();
                            theNodeLives(told);
                            assertThat(errors.struck()).as(told).isEqualTo(works);
                        });
                errors.end();
                over = true;
                user.get();
                everythingGoesOn(works, told);
                theWorkIsDone(migration, told);
            } finally {
                over = true;
            }
        }
        nothingIsLost(told);
    }

    private UUID migrate(UUID target) {
        return server.service(Migrations.class)
                .start(
                        server.admin(),
                        member.tenantId(),
                        new NewMigration(
                                null,
                                new MigrationTarget.Backend(target),
                                MigrationLimits.usual(),
                                Duration.ZERO,
                                "test"),
                        InSameTransaction.nothing())
                .id();
    }

    /** Also what was left by a worker that met an error, and is taken up again minutes later. */
    private void everythingIsDue() {
        server.tx()
                .forSystem()
                .run(sql -> {
                    sql.update(
                            "UPDATE scheduled_tasks SET execution_time = now() WHERE NOT picked");
                    sql.update(
                            "UPDATE scheduled_slots SET execution_time = now() WHERE NOT picked");
                    sql.update("UPDATE purge_place SET next_at = now() WHERE next_at > now()");
                });
    }

    /** Something that this node could not do at once. */
    private void owe() {
        owed.incrementAndGet();
        AtomicInteger tries = new AtomicInteger();
        server.service(RetryLater.class)
                .nowOrLater(() -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new IllegalStateException("not now");
                    }
                    server.tx()
                            .forSystem()
                            .statement(sql -> sql.one("SELECT 1 AS one", row -> row.number("one")));
                    settled.incrementAndGet();
                });
    }

    private void theNodeLives(String told) {
        assertThat(parts.end()).as(told).isNotDone();
        assertThat(server.service(Node.class).silence()).as(told).isLessThan(SILENT);
    }

    private void use(Random random, String told) {
        while (!over) {
            upload(random, told);
            upload(random, told);
            String any = List.copyOf(files.keySet()).get(random.nextInt(files.size()));
            Http.Answer read = http.get(OBJECTS + any);
            assertThat(read.status()).as("%s: %s", told, read.text()).isEqualTo(200);
            assertThat(read.body()).as(told).isEqualTo(files.get(any));
            if (!staying.contains(any)) {
                assertThat(http.delete(OBJECTS + any).status()).as(told).isEqualTo(200);
                files.remove(any);
            }
        }
    }

    private void upload(Random random, String told) {
        byte[] bytes = new byte[random.nextInt(20_000)];
        random.nextBytes(bytes);
        Http.Answer answer = http.upload("file_name=f.bin", bytes);
        assertThat(answer.status()).as("%s: %s", told, answer.text()).isEqualTo(201);
        files.put(answer.json().at("/data/file_path").asString(), bytes);
    }

    /** All that was struck is seen at work again. */
    private void everythingGoesOn(Set<String> works, String told) {
        Map<String, Integer> before = errors.passed();
        Set<String> waiting = new TreeSet<>(works);
        // Of these tells the end of their migration.
        waiting.removeAll(ErrorSource.OF_MIGRATIONS);
        await().atMost(PATIENCE)
                .pollInterval(POLL)
                .untilAsserted(() -> {
                    everythingIsDue();
                    owe();
                    uploadAndDelete(told);
                    theNodeLives(told);
                    waiting.removeIf(work ->
                            errors.passed().getOrDefault(work, 0) > before.getOrDefault(work, 0));
                    assertThat(waiting).as("what did not go on, %s", told).isEmpty();
                });
    }

    /** So that there is something to purge. */
    private void uploadAndDelete(String told) {
        upload(new Random(1), told);
        String last = List.copyOf(files.keySet()).getLast();
        assertThat(http.delete(OBJECTS + last).status()).as(told).isEqualTo(200);
        files.remove(last);
    }

    private void theWorkIsDone(UUID migration, String told) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    everythingIsDue();
                    assertThat(migration(migration).state().open()).as(told).isFalse();
                    assertThat(settled).as(told).hasValue(owed.get());
                    assertThat(
                                    server.service(MasterKeyRotation.class)
                                            .status(server.admin())
                                            .state())
                            .as(told)
                            .isEqualTo(MasterKeyStatus.State.DONE);
                });
        if (migration(migration).state() == Migration.State.COMPLETED_WITH_ERRORS) {
            server.service(Migrations.class)
                    .retry(server.admin(), migration, InSameTransaction.nothing());
        }
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(migration(migration).state())
                                .as(told)
                                .isEqualTo(Migration.State.COMPLETED));
    }

    private Migration migration(UUID id) {
        return server.service(MigrationViews.class).get(server.admin(), id);
    }

    private void nothingIsLost(String told) {
        Books.sweepTwoHours(server);
        Books books = Books.of(server, member).balanced();
        assertThat(books.files()).as(told).isEqualTo(files.size());
        files.forEach((address, bytes) -> {
            Http.Answer answer = http.get(OBJECTS + address);
            assertThat(answer.status()).as("%s %s", address, told).isEqualTo(200);
            assertThat(answer.body()).as("%s %s", address, told).isEqualTo(bytes);
        });
    }

    private void theHeartbeatEndsTheProcess() {
        errors.begin(Set.of(ErrorSource.HEARTBEAT), 1);
        await().atMost(PATIENCE).until(() -> parts.end().isDone());
        assertThat(parts.end().join()).isEqualTo(70);
    }
}

package dev.storeward.server.proof.neighbour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storeward.core.migration.Migration;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.neighbour.IllStores.Illness;
import dev.storeward.server.proof.neighbour.Platform.Tenancy;
import dev.storeward.server.proof.server.Rounds;
import dev.storeward.server.proof.server.StoreView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A thousand tenants, of which twenty have stores that never answer, lie or are full, and insist.
 * All others are served as ever: their requests succeed, what they cut off or delete goes in time,
 * and their files move, while the silent stay silent. The long form waits for stores as long as a
 * server does by default.
 */
class NeighboursInTroubleTest {
    private static final int TENANTS = 1_000;
    private static final int ILL = 20;
    private static final int ILL_USERS = 2;
    private static final int SILENT = 8;
    private static final int LYING = 7;

    /** Of the silent ones, those whose files were to move there. */
    private static final int MOVING_THERE = 3;

    private static final int MOVING = 5;
    private static final int FILES_MOVED = 8;
    private static final int DELETED_THERE = 600;
    private static final int USERS_AT_ONCE = 8;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int LEFT = 2;
    private static final Duration EXPIRY = Duration.ofSeconds(60);
    private static final Duration PURGE = Duration.ofMinutes(5);
    private static final String OBJECTS = "organizations/";

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final RunningServer server;
    private final Platform platform;
    private final List<Tenancy> ill;
    private final List<Customer> illUsers = new ArrayList<>();
    private final List<Customer> users = new ArrayList<>();
    private final IllStores stores = IllStores.start(new Random(seed));
    private final Moves moves;
    private final Moves stuck;
    private final AtomicBoolean over = new AtomicBoolean();

    NeighboursInTroubleTest() {
        server =
                RunningServer.start(
                        Rounds.or(1) > 1
                                ? Map.of()
                                : Map.of("STOREWARD_STORE_TIMEOUT_SECONDS", "5"));
        platform = Platform.with(TENANTS, server, server.data().resolve("objects"));
        ill = platform.tenancies().subList(0, ILL);
        moves = new Moves(server);
        stuck = new Moves(server);
    }

    @AfterEach
    void close() {
        over.set(true);
        stores.close();
        server.close();
    }

    @Test
    void nobodyButTheTwentyNoticesThem() throws Exception {
        prepareTheIll();
        prepareTheOthers();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> insisting = new ArrayList<>();
            try {
                stores.fall();
                ill.forEach(tenancy -> platform.leaveDeleted(tenancy, DELETED_THERE));
                stuck.goOn();
                insist(threads, insisting);
                platform.leaveWrites(LEFT, 1_000);
                Future<?> expired = threads.submit(this::leftWritesAreTakenBack);
                for (int round = 0; round < Rounds.or(1); round++) {
                    forEach(threads, NeighboursInTroubleTest::serve);
                }
                expired.get();
                theFilesHaveMoved();
                purged(true);
                forEach(threads, Customer::deleteAll);
                purged(false);
                nothingIsCharged();
                theSilentAreSilentStill();
            } finally {
                over.set(true);
                stores.close();
            }
            for (Future<?> one : insisting) {
                one.get();
            }
        }
    }

    private String told() {
        return "seed " + seed;
    }

    /** Each with a file on its store, while that works. */
    private void prepareTheIll() {
        for (int i = 0; i < ILL; i++) {
            Tenancy tenancy = ill.get(i);
            Illness illness =
                    i < SILENT ? Illness.SILENT : i < SILENT + LYING ? Illness.LYING : Illness.FULL;
            boolean moving = i < MOVING_THERE;
            UUID backend = stores.give(server, tenancy, illness, !moving);
            Customer user = new Customer(server, tenancy, random.nextLong());
            user.upload(1_000);
            illUsers.add(user);
            if (moving) {
                stuck.held(tenancy, backend);
            }
        }
    }

    private void prepareTheOthers() {
        for (Tenancy tenancy : platform.tenancies().subList(ILL, TENANTS)) {
            Customer user = new Customer(server, tenancy, random.nextLong());
            users.add(user);
        }
        for (Customer user : users.subList(0, MOVING)) {
            for (int i = 0; i < FILES_MOVED; i++) {
                user.upload(50_000);
            }
            moves.toFolder(user.tenancy(), movedTo(user.tenancy()));
        }
    }

    private Path movedTo(Tenancy tenancy) {
        return platform.folder(tenancy).resolveSibling(tenancy.slug() + "-moved");
    }

    private void insist(ExecutorService threads, List<Future<?>> working) {
        for (Customer first : illUsers) {
            for (int i = 0; i < ILL_USERS; i++) {
                working.add(
                        threads.submit(() -> {
                            while (!over.get()) {
                                first.insist();
                                Thread.sleep(PAUSE);
                            }
                            return true;
                        }));
            }
        }
    }

    /** Some users at a time. */
    private void forEach(ExecutorService threads, Consumer<Customer> work) throws Exception {
        Queue<Customer> waiting = new ConcurrentLinkedQueue<>(users);
        List<Future<?>> serving = new ArrayList<>();
        for (int i = 0; i < USERS_AT_ONCE; i++) {
            serving.add(
                    threads.submit(() -> {
                        for (Customer user = waiting.poll(); user != null; user = waiting.poll()) {
                            work.accept(user);
                        }
                    }));
        }
        for (Future<?> one : serving) {
            one.get();
        }
    }

    /** The short form has every fourth do more than the least. */
    private static void serve(Customer user) {
        if (Rounds.or(1) > 1 || user.tenancy().number() % 8 < 2) {
            user.round();
        } else {
            user.visit();
        }
    }

    private void leftWritesAreTakenBack() {
        await().atMost(EXPIRY)
                .untilAsserted(() ->
                        assertThat(
                                        platform.slugsOf(
                                                ill,
                                                "SELECT tenant_id FROM object WHERE state = 'writing'"
                                                        + " AND starts_with(key, 'left/')"))
                                .as("tenants with writes of a dead server, %s", told())
                                .isEmpty());
    }

    private void theFilesHaveMoved() {
        await().atMost(PURGE)
                .untilAsserted(() ->
                        assertThat(moves.now())
                                .as(told())
                                .allMatch(move -> move.state() == Migration.State.COMPLETED));
    }

    /**
     * Nothing that is due is left of those that are well.
     *
     * @param kept whether they have files still
     */
    private void purged(boolean kept) {
        await().atMost(PURGE)
                .untilAsserted(() -> {
                    assertThat(
                                    platform.slugsOf(
                                            ill,
                                            "SELECT tenant_id FROM object WHERE state = 'purging'"
                                                    + " OR (state = 'doomed' AND purge_after <= sw_now())"))
                            .as("tenants with objects to be removed, %s", told())
                            .isEmpty();
                    Set<String> found = found();
                    assertThat(found).as(told()).isEqualTo(kept ? platform.keysOf(ill) : Set.of());
                });
    }

    /** The keys of the objects of those that are well, in all folders. */
    private Set<String> found() {
        Set<String> found = new TreeSet<>();
        List<Path> folders = new ArrayList<>();
        folders.add(server.data().resolve("objects").resolve("shared"));
        for (Customer user : users) {
            folders.add(platform.folder(user.tenancy()));
        }
        users.subList(0, MOVING).forEach(user -> folders.add(movedTo(user.tenancy())));
        for (Path folder : folders) {
            try (StoreView store = StoreView.ofFolder(folder)) {
                found.addAll(store.keys(OBJECTS));
            }
        }
        ill.forEach(
                tenancy -> found.removeIf(key -> key.startsWith(OBJECTS + tenancy.number() + "/")));
        return found;
    }

    private void nothingIsCharged() {
        assertThat(
                        platform.slugsOf(
                                ill,
                                "SELECT tenant_id FROM usage WHERE charged <> 0"
                                        + " UNION SELECT tenant_id FROM file"
                                        + " UNION SELECT tenant_id FROM object WHERE state IN ('writing', 'live')"))
                .as("tenants with charges or files, %s", told())
                .isEmpty();
    }

    /** Otherwise nothing was shown. */
    private void theSilentAreSilentStill() {
        assertThat(stores.waitedFor()).isPositive();
        assertThat(stuck.now())
                .hasSize(MOVING_THERE)
                .allMatch(move -> move.state().open())
                .allMatch(move -> move.progress().migratedFiles() == 0);
        Set<String> waiting =
                new HashSet<>(
                        platform.slugsOf(
                                List.of(),
                                "SELECT b.tenant_id FROM purge_place p JOIN backend b USING (location_id)"
                                        + " WHERE p.failures > 0"));
        assertThat(waiting)
                .containsAll(
                        ill.subList(MOVING_THERE, SILENT).stream().map(Tenancy::slug).toList());
    }
}

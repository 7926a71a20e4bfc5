package dev.storeward.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Ids;
import dev.storeward.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeTest {
    private static final int POOL = 4;

    private final CoreFixture core = CoreFixture.start();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Node node =
            Node.start(
                    core.tx,
                    Ids.next(),
                    "one",
                    NodeTest::keys,
                    new Node.Pulse(core.database.ownConnection("one-heart"), clock, e -> {}));

    @AfterEach
    void close() {
        node.close();
        core.close();
    }

    private static Node.MasterKeysAtHand keys() {
        return new Node.MasterKeysAtHand(List.of("mk_1", "mk_2"), "mk_1");
    }

    private String row() {
        return core.tx
                .forSystem()
                .<String>statement(sql ->
                        sql.first(
                                        "SELECT name || master_keys::text || seals_under AS row FROM node",
                                        row -> row.text("row"))
                                .orElse("none"));
    }

    /** Takes one connection of the pool and keeps it. */
    private Thread holder(CountDownLatch held, CountDownLatch over, String statement) {
        return Thread.ofPlatform()
                .start(() ->
                        core.tx
                                .forSystem()
                                .run(sql -> {
                                    sql.first(statement, row -> true);
                                    held.countDown();
                                    try {
                                        over.await();
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                }));
    }

    @Test
    void aNodeWhoseRowWasRemovedAppearsAgainWithItsNextBeat() {
        core.sql("DELETE FROM node");

        node.beat();
        node.beat();

        assertThat(row()).isEqualTo("one{mk_1,mk_2}mk_1");
        node.close();
        assertThat(row()).isEqualTo("none");
    }

    @Test
    void aRowThatWasRemovedComesBackWithWhatWasAgreedOn() {
        UUID id = Ids.next();
        core.tx
                .forSystem()
                .run(sql -> AgreementTable.join(sql, id, "two", keys(), "{\"a\": \"b\"}"));
        try (Node two =
                Node.start(
                        core.tx,
                        id,
                        "two",
                        NodeTest::keys,
                        new Node.Pulse(core.database.ownConnection("two-heart"), clock, e -> {}))) {
            core.sql("DELETE FROM node");
            two.beat();
            assertThat(agreed(id)).hasValue("{\"a\": \"b\"}");
            core.sql("DELETE FROM node");
            two.report();
            assertThat(agreed(id)).hasValue("{\"a\": \"b\"}");
        }
    }

    private Optional<String> agreed(UUID id) {
        return core.tx.forSystem().statement(sql -> NodeTable.agreed(sql, id));
    }

    @Test
    void aBeatLeavesWhatWasReportedOfTheKeys() {
        core.sql("UPDATE node SET master_keys = '{mk_3}', seals_under = 'mk_3'");

        node.beat();
        assertThat(row()).isEqualTo("one{mk_3}mk_3");
        node.report();
        assertThat(row()).isEqualTo("one{mk_1,mk_2}mk_1");
    }

    @Test
    void theHeartBeatsWhileThePoolIsExhausted() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(POOL);
        CountDownLatch over = new CountDownLatch(1);
        List<Thread> holders = new ArrayList<>();
        for (int i = 0; i < POOL; i++) {
            holders.add(holder(held, over, "SELECT 1"));
        }
        held.await();
        clock.advance(Duration.ofSeconds(7));
        assertThat(node.silence()).isEqualTo(Duration.ofSeconds(7));

        node.beat();

        assertThat(node.silence()).isZero();
        over.countDown();
        for (Thread one : holders) {
            one.join();
        }
    }

    @Test
    void aBeatThatIsHeldUpFailsByItselfAndTheNextOneConnectsAgain() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Thread holder = holder(held, over, "SELECT 1 FROM node FOR UPDATE");
        held.await();
        clock.advance(Duration.ofSeconds(9));

        assertThatThrownBy(node::beat)
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        e -> assertThat(e.kind()).isEqualTo(DatabaseException.Kind.TIMEOUT));

        assertThat(node.silence()).isEqualTo(Duration.ofSeconds(9));
        over.countDown();
        holder.join();
        node.beat();
        assertThat(node.silence()).isZero();
    }

    @Test
    void aBeatAfterTheConnectionWasCutConnectsAgain() {
        node.beat();
        core.tx
                .forSystem()
                .statement(sql ->
                        sql.one(
                                """
                                SELECT pg_terminate_backend(pid, 5000) AS cut FROM pg_stat_activity
                                WHERE application_name = 'one-heart'
                                """,
                                row -> row.flag("cut")));
        clock.advance(Duration.ofSeconds(9));

        assertThatThrownBy(node::beat)
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        e -> assertThat(e.kind()).isEqualTo(DatabaseException.Kind.UNAVAILABLE));
        node.beat();

        assertThat(node.silence()).isZero();
    }

    @Test
    void whatIsOwedOrReportedIsNotDoneByTheHeart() throws Exception {
        CompletableFuture<String> asked = new CompletableFuture<>();
        List<String> threads = new ArrayList<>();
        try (Node other =
                Node.start(
                        core.tx,
                        Ids.next(),
                        "two",
                        () -> {
                            threads.add(Thread.currentThread().getName());
                            if (threads.size() == 2) {
                                asked.complete(threads.getLast());
                            }
                            return keys();
                        },
                        new Node.Pulse(core.database.ownConnection("two-heart"), clock, e -> {}))) {
            other.beat();
            assertThat(threads).hasSize(1);
            assertThat(asked.get()).isEqualTo("report-keys");
        }
    }
}

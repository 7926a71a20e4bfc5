package dev.storeward.core.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.backend.SilentStore;
import dev.storeward.core.upload.request.UploadedFile;
import dev.storeward.store.stream.BulkStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One member, or one bucket, that takes all it can get, and another tenant's upload beside it. The
 * flood is five times the places of the node; {@code -Dstoreward.rounds=8} makes it 320 uploads.
 */
@Timeout(90)
class UploadFloodTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int TIMES = Integer.getInteger("storeward.rounds", 1);
    private static final int PLACES = 8 * TIMES;
    private static final int FLOOD = 5 * PLACES;

    /** Three quarters of what the tenant has, which is three quarters of all. */
    private static final int OF_ONE_USER = PLACES * 3 / 4 * 3 / 4;

    private final SilentStore silent = new SilentStore();
    private final FloodedNode node = new FloodedNode(silent, TIMES);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger stalled = new AtomicInteger();
    private final Queue<Problem> problems = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void close() throws InterruptedException {
        goOn.countDown();
        silent.giveUp();
        for (Thread thread : threads) {
            thread.join();
        }
        node.close();
    }

    /** A body of which only so much comes, until the client breaks off. */
    private InputStream stalling(int bytes) {
        InputStream first = new ByteArrayInputStream(new byte[bytes]);
        return new BulkStream() {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int read = first.read(target, offset, length);
                if (read >= 0) {
                    return read;
                }
                stalled.incrementAndGet();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new IOException("the client is gone");
            }
        };
    }

    private void flood(Caller caller, String storageKey, Supplier<InputStream> body) {
        for (int i = 0; i < FLOOD; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    node.upload(caller, storageKey, body.get());
                                } catch (ProblemException e) {
                                    problems.add(e.problem());
                                }
                            }));
        }
    }

    private void clientsGoAway() throws InterruptedException {
        goOn.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
    }

    @Test
    void whoSendsOnlyHeadersKeepsNobodyOut() throws InterruptedException {
        flood(node.member, "", () -> stalling(0));
        Awaitility.await().atMost(LONG).until(() -> stalled.get() == FLOOD);

        assertThat(node.upload(node.stranger, 1_000).size()).isEqualTo(1_000);
        assertThat(node.upload(node.member, 1_000).size()).isEqualTo(1_000);

        clientsGoAway();
        assertThat(problems).hasSize(FLOOD).allMatch(Problem.Incomplete.class::isInstance);
    }

    @Test
    void whoSendsALittleAndStallsLeavesRoomForOthers() throws InterruptedException {
        flood(node.member, "", () -> stalling(20 << 10));
        Awaitility.await().atMost(LONG).until(() -> stalled.get() >= OF_ONE_USER);

        assertThat(node.upload(node.stranger, 1_000).size()).isEqualTo(1_000);
        assertThat(stalled.get()).as("of all places").isLessThanOrEqualTo(OF_ONE_USER);

        clientsGoAway();
        assertThat(node.upload(node.member, 1_000).size())
                .as("places are back when the clients are gone")
                .isEqualTo(1_000);
    }

    @Test
    void largeUploadsThatStallLeaveABufferForOthers() throws InterruptedException {
        flood(node.member, "", () -> stalling(300 << 10));
        Awaitility.await().atMost(LONG).until(() -> stalled.get() >= 2);

        assertThat(node.upload(node.stranger, 400 << 10).size()).isEqualTo(400 << 10);

        clientsGoAway();
        assertThat(node.upload(node.member, 400 << 10).size()).isEqualTo(400 << 10);
    }

    @Test
    void aSilentBucketOfOnesOwnKeepsNobodyWaiting() {
        flood(node.member, "own", () -> new ByteArrayInputStream(new byte[1_000]));
        Awaitility.await().atMost(LONG).until(() -> silent.asked() > 0);

        assertThat(node.upload(node.stranger, 1_000).size()).isEqualTo(1_000);
        assertThat(node.upload(node.colleague, 1_000).size())
                .as("of the same tenant, to the shared store")
                .isEqualTo(1_000);
    }

    /** The bucket never answers here, nor is there a time after which it is waited for no more. */
    @Test
    void placesAtASilentBucketAreGivenBackWhenTheirClientsAreGone() throws InterruptedException {
        flood(node.member, "own", () -> new ByteArrayInputStream(new byte[1_000]));
        Awaitility.await().atMost(LONG).until(() -> silent.asked() > 0);

        node.clientsGo();
        for (Thread thread : threads) {
            thread.join();
        }
        node.clientsCome();

        assertThat(problems).hasSize(FLOOD).anyMatch(Problem.Incomplete.class::isInstance);
        assertThat(unsettledOf("own")).as("charges that are held").isZero();
        int before = silent.asked();
        flood(node.member, "own", () -> new ByteArrayInputStream(new byte[1_000]));
        Awaitility.await()
                .atMost(LONG)
                .untilAsserted(() ->
                        assertThat(silent.asked())
                                .as("nothing is held against a bucket nobody waited for")
                                .isGreaterThan(before));
        node.clientsGo();
    }

    @Test
    void aClientThatIsThereWaitsForItsBucket() throws InterruptedException {
        Thread patient = Thread.ofVirtual().start(() -> Problems.of(this::toOwn));
        threads.add(patient);
        Awaitility.await().atMost(LONG).until(() -> silent.asked() > 0);

        assertThat(patient.join(Duration.ofSeconds(3))).as("ended").isFalse();
    }

    @Test
    void aBucketThatLeftSeveralWithoutAnAnswerIsNotAskedForAWhile() {
        silent.giveUp();
        for (int i = 0; i < 4; i++) {
            assertThat(Problems.of(this::toOwn)).isInstanceOf(Problem.Unavailable.class);
        }
        int asked = silent.asked();

        Problem refused = Problems.of(this::toOwn);

        assertThat(silent.asked()).isEqualTo(asked);
        assertThat(refused)
                .isInstanceOfSatisfying(
                        Problem.Unavailable.class,
                        e -> {
                            assertThat(e.message()).contains("gave no answer several times");
                            assertThat(e.retryAfterSeconds()).isBetween(1, 6);
                        });
        assertThat(node.upload(node.member, 1_000).size()).isEqualTo(1_000);
        assertThat(objectsOf("own")).as("rows of what was never sent").isEqualTo(4);
    }

    private UploadedFile toOwn() {
        return node.upload(node.member, "own", new ByteArrayInputStream(new byte[1_000]));
    }

    private long objectsOf(String bucket) {
        return count("TRUE", bucket);
    }

    private long unsettledOf(String bucket) {
        return count("o.state = 'writing'", bucket);
    }

    private long count(String which, String bucket) {
        return node.core
                .tx
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT count(*) AS n FROM object o JOIN location l ON l.id = o.location_id"
                                        + " WHERE l.bucket = ? AND "
                                        + which,
                                row -> row.number("n"),
                                bucket));
    }
}

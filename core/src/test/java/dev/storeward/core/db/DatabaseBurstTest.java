package dev.storeward.core.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.job.Jobs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One tenant that asks more of the database than it can do, and the others beside it. */
class DatabaseBurstTest {
    private static final int FLOOD = 2_000;

    private final TwoTenants two = TwoTenants.start(8);
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger begun = new AtomicInteger();
    private final Set<DatabaseException.Kind> refusals = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void close() {
        two.close();
    }

    private void flood() {
        for (int i = 0; i < FLOOD; i++) {
            threads.add(Thread.ofVirtual().start(this::askOverAndOver));
        }
        Awaitility.await().until(() -> begun.get() == FLOOD);
    }

    private void askOverAndOver() {
        begun.incrementAndGet();
        while (!over.get()) {
            try {
                two.tx.forTenant(two.a.tenant()).statement(DatabaseBurstTest::slow);
            } catch (DatabaseException e) {
                refusals.add(e.kind());
            }
        }
    }

    private void calm() throws InterruptedException {
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static boolean slow(Sql sql) {
        return sql.one("SELECT pg_sleep(0.02)", row -> true);
    }

    @Test
    void theOthersAndTheNodeItselfAreServedAndItIsTold() throws InterruptedException {
        flood();
        for (int i = 0; i < 50; i++) {
            assertThat(two.tx.forTenant(two.b.tenant()).statement(DatabaseBurstTest::slow))
                    .isTrue();
            assertThat(two.tx.forSystem().statement(DatabaseBurstTest::slow)).isTrue();
        }
        Awaitility.await().until(() -> !refusals.isEmpty());
        calm();

        assertThat(refusals).containsExactly(DatabaseException.Kind.BUSY);
    }

    @Test
    void recurringWorkGoesOn() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        Jobs.Job job =
                new Jobs.Job(
                        "count-runs",
                        Duration.ofMillis(10),
                        () -> {
                            two.tx.forSystem().statement(DatabaseBurstTest::slow);
                            runs.incrementAndGet();
                        });
        flood();
        try (Jobs _ = Jobs.start(two.database.dataSource(), List.of(job))) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> runs.get() >= 5);
        }
        calm();
    }
}

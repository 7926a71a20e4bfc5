package dev.storeward.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.NewMigration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delete that waits for the very moment in which its file moves. */
class DeleteRaceTest {
    @TempDir Path folder;

    private final CoreFixture core = CoreFixture.start();

    @AfterEach
    void close() {
        core.close();
    }

    @Test
    void aFileDeletedInTheMomentOfItsMoveLeavesNothingAtEitherPlace() throws Exception {
        core.settableTime();
        Trouble trouble = new Trouble(1);
        Map<String, dev.storeward.store.memory.MemoryStore> buckets = new ConcurrentHashMap<>();
        ModelTenant tenant =
                new ModelTenant(
                        ModelTenant.ground(core, folder), "race", buckets, trouble, (k, f) -> {});
        tenant.put(new Random(1));
        String address = tenant.files.keySet().iterator().next();
        Migration migration =
                tenant.migrations()
                        .start(
                                core.admin,
                                tenant.tenant.id(),
                                new NewMigration(
                                        null,
                                        new MigrationTarget.Backend(tenant.places.get(1)),
                                        MigrationLimits.usual(),
                                        Duration.ZERO,
                                        ""),
                                InSameTransaction.nothing());
        ModelNode node = new ModelNode(core, buckets, trouble, false, 5, (k, f) -> {});
        tenant.beat(node.id);

        // The swap ends with the counters: who holds them holds it back.
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        Thread holder =
                Thread.ofVirtual()
                        .start(() ->
                                core.tx
                                        .forSystem()
                                        .run(sql -> {
                                            sql.update(
                                                    "UPDATE migration_slot SET rate = 1 WHERE migration_id = ?",
                                                    migration.id());
                                            held.countDown();
                                            await(free);
                                        }));
        held.await();
        Thread mover =
                Thread.ofVirtual()
                        .start(() -> node.engine.work(migration.id() + "/0", () -> false));
        awaitWaiting(1);
        Thread deleter = Thread.ofVirtual().start(() -> tenant.delete(address));
        awaitWaiting(2);
        free.countDown();
        holder.join();
        mover.join();
        deleter.join();

        ModelChecks checks = new ModelChecks(tenant);
        checks.afterStep("after the delete", new Random(1));
        assertThat(states(tenant.tenant.id())).doesNotContainKey("live");
        for (int hours = 1; hours < 4; hours++) {
            core.setTime(Duration.ofMinutes(61L * hours));
            tenant.expiry.run();
            tenant.sweeper.sweep();
        }
        checks.nothingIsLeft("after the purge");
        node.close();
    }

    private Map<String, Long> states(UUID tenantId) {
        Map<String, Long> states = new ConcurrentHashMap<>();
        core.tx
                .forSystem()
                .statement(sql ->
                        sql.list(
                                "SELECT state, count(*) AS n FROM object WHERE tenant_id = ? GROUP BY state",
                                row -> states.put(row.text("state"), row.number("n")),
                                tenantId));
        return states;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until so many sessions wait for another's lock. */
    private void awaitWaiting(int sessions) throws InterruptedException {
        long waiting = 0;
        while (waiting < sessions) {
            Thread.sleep(5);
            waiting =
                    core.tx
                            .forSystem()
                            .statement(sql ->
                                    sql.one(
                                            """
                                            SELECT count(*) AS n FROM pg_stat_activity
                                            WHERE datname = current_database() AND wait_event_type = 'Lock'
                                            """,
                                            row -> row.number("n")));
        }
    }
}

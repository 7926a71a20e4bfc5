package dev.storeward.core.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.store.memory.MemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A delete that began before the copy's row was there, and waits for the file's row while it is
 * swapped: its statement sees neither the copy nor that the source is doomed.
 */
class DeleteInSwapTest {
    @TempDir Path folder;

    private final CoreFixture core = CoreFixture.start();
    private final UUID copy = Ids.next();
    private final Map<String, MemoryStore> buckets = new ConcurrentHashMap<>();
    private final Trouble trouble = new Trouble(1);
    private ModelTenant tenant;
    private String address;

    @BeforeEach
    void begin() {
        core.settableTime();
        tenant =
                new ModelTenant(
                        ModelTenant.ground(core, folder),
                        "swap",
                        buckets,
                        trouble,
                        (key, fault) -> {});
        tenant.put(new Random(1));
        address = tenant.files.keySet().iterator().next();
    }

    @AfterEach
    void close() {
        core.close();
    }

    @Test
    void theDeleteDoomsTheCopyAndTheSourceThatWaits() throws Exception {
        assertThat(deletedInASwap()).isNull();

        assertThat(objects()).containsExactly(Map.entry("doomed", true), Map.entry("doomed", true));
        assertThat(count("SELECT count(*) AS n FROM file WHERE tenant_id = ?")).isZero();
        assertThat(count("SELECT charged AS n FROM usage WHERE tenant_id = ?")).isZero();
    }

    @Test
    void cutOffBeforeTheCopyIsDoomedTheDeleteHasDoneNothing() throws Exception {
        core.asOwner(
                """
                CREATE FUNCTION test_cut() RETURNS trigger LANGUAGE plpgsql AS
                  $$ BEGIN RAISE EXCEPTION 'cut off here'; END $$
                """);
        core.asOwner(
                """
                CREATE TRIGGER test_cut BEFORE UPDATE ON object FOR EACH ROW
                  WHEN (OLD.id = '%s' AND NEW.state = 'doomed') EXECUTE FUNCTION test_cut()
                """
                        .formatted(copy));

        assertThat(deletedInASwap()).hasMessageContaining("SQLSTATE P0001");

        assertThat(count("SELECT count(*) AS n FROM file WHERE tenant_id = ?")).isEqualTo(1);
        assertThat(objects()).containsExactly(Map.entry("doomed", false), Map.entry("live", false));
        core.asOwner("DROP TRIGGER test_cut ON object");
        tenant.delete(address);
        assertThat(objects()).containsExactly(Map.entry("doomed", true), Map.entry("doomed", true));
    }

    /** What the delete threw; null for nothing. */
    private @Nullable Throwable deletedInASwap() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread swap =
                Thread.ofVirtual()
                        .start(() ->
                                core.tx
                                        .forSystem()
                                        .run(sql -> {
                                            sql.update(
                                                    "SELECT 1 FROM file WHERE tenant_id = ? FOR NO KEY UPDATE",
                                                    tenant.tenant.id());
                                            held.countDown();
                                            await(waiting);
                                            swap(sql);
                                        }));
        held.await();
        Thread delete =
                Thread.ofVirtual()
                        .start(() -> thrown.set(catchThrowable(() -> tenant.delete(address))));
        while (count(
                        """
                        SELECT count(*) AS n FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock' AND ?::uuid IS NOT NULL
                        """)
                == 0) {
            Thread.sleep(5);
        }
        waiting.countDown();
        swap.join();
        delete.join();
        return thrown.get();
    }

    /** As the engine does: a copy, the file that points to it, the source that waits. */
    private void swap(Sql sql) {
        UUID id = tenant.tenant.id();
        sql.update(
                """
                INSERT INTO object (tenant_id, id, content_id, location_id, key, state, node_id, token, format,
                  key_id, header, charged, stored_size, stored_sha256, created_at, deadline)
                SELECT tenant_id, ?, content_id, location_id, key || '-copy', 'live', node_id, token, format,
                  key_id, header, charged, stored_size, stored_sha256, created_at, deadline
                FROM object WHERE tenant_id = ?
                """,
                copy,
                id);
        sql.update("UPDATE file SET object_id = ? WHERE tenant_id = ?", copy, id);
        sql.update(
                """
                UPDATE object SET state = 'doomed', purge_after = sw_now() + interval '30 days'
                WHERE tenant_id = ? AND id <> ?
                """,
                id,
                copy);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The states of the objects, source and copy, and whether each is due for its purge. */
    private List<Map.Entry<String, Boolean>> objects() {
        return core.tx
                .forSystem()
                .statement(sql ->
                        sql.list(
                                """
                                SELECT state, coalesce(purge_after <= sw_now(), false) AS due FROM object
                                WHERE tenant_id = ? ORDER BY id = ?
                                """,
                                row -> Map.entry(row.text("state"), row.flag("due")),
                                tenant.tenant.id(),
                                copy));
    }

    private long count(String query) {
        return core.tx
                .forSystem()
                .statement(sql -> sql.one(query, row -> row.number("n"), tenant.tenant.id()));
    }

    @Test
    void aFileDeletedInTheMomentOfItsMoveLeavesNothingAtEitherPlace() throws Exception {
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

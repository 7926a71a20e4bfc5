package dev.storeward.core.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import java.nio.file.Path;
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
    private ModelTenant tenant;
    private String address;

    @BeforeEach
    void begin() {
        tenant =
                new ModelTenant(
                        ModelTenant.ground(core, folder),
                        "swap",
                        new ConcurrentHashMap<>(),
                        new Trouble(1),
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
}

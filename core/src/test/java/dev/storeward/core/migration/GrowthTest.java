package dev.storeward.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.PageRequest;
import dev.storeward.core.access.CallerCache;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.core.db.Database;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.TouchedRows;
import dev.storeward.core.file.FilePage;
import dev.storeward.core.file.Files;
import dev.storeward.core.migration.MigrationItem.State;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.core.quota.Counts;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.store.memory.MemoryStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is asked of one tenant touches as many rows of the database with ten times as many files.
 * Rows and index entries that were read, and rows that were written, are told by PostgreSQL's own
 * counters. {@code -Dstoreward.rounds=1700} compares with ten million files.
 */
class GrowthTest {
    private static final int FEW = 6_000;
    private static final int TIMES = Math.max(10, Integer.getInteger("storeward.rounds", 10));
    private static final int AT_ONCE = 5_000;
    private static final byte[] BYTES = new byte[100];

    @TempDir Path folder;

    private final CoreFixture core = CoreFixture.start();
    private final Database database = core.ofOneConnection();
    private final CallerCache callers = new CallerCache(database, InstantSource.system());

    @AfterEach
    void close() {
        callers.close();
        database.close();
        core.close();
    }

    @Test
    void tenTimesTheFilesAreAsManyRows() {
        ModelTenant.Ground ground = ModelTenant.ground(core, folder);
        Map<String, Long> few = touched(ground, "few", FEW);
        Map<String, Long> many = touched(ground, "many", FEW * TIMES);

        assertThat(many.keySet()).isEqualTo(few.keySet());
        many.forEach((what, rows) ->
                assertThat(rows)
                        .as("rows touched by %s, of %s and %s", what, few, many)
                        .isLessThanOrEqualTo(few.getOrDefault(what, 0L) * 11 / 10 + 50));
    }

    /** What each act on a tenant of so many files touches. */
    private Map<String, Long> touched(ModelTenant.Ground ground, String slug, int files) {
        Map<String, MemoryStore> buckets = new ConcurrentHashMap<>();
        ModelTenant tenant = new ModelTenant(ground, slug, buckets, new Trouble(1), (k, f) -> {});
        Stores stores = ModelNode.stores(core.tx, name -> ModelNode.bucket(buckets, name));
        UUID id = tenant.tenant.id();
        Migrations migrations = new Migrations(database.tx(), core.audit, stores, () -> {});
        MigrationViews views = new MigrationViews(database.tx());
        Files directory = new Files(database.tx());
        Quotas quotas = new Quotas(database.tx());
        Tenants tenants = new Tenants(database.tx(), core.audit, callers, core.random);
        NewMigration asked = NewMigration.to(new MigrationTarget.Backend(tenant.places.get(1)), "");
        InSameTransaction<Migration> alone = InSameTransaction.nothing();
        insert(tenant, files);
        new Counts(core.tx).fold();
        core.tx.forSystem().run(TouchedRows::flush);
        core.vacuum();
        Map<String, Long> rows = new LinkedHashMap<>();

        MigrationPlan[] plan = new MigrationPlan[1];
        rows.put("plan", rows(() -> plan[0] = migrations.plan(core.admin, id, asked)));
        assertThat(plan[0].files()).isEqualTo(files);
        assertThat(plan[0].bytes()).isEqualTo((long) files * BYTES.length);
        Migration[] begun = new Migration[1];
        rows.put("start", rows(() -> begun[0] = migrations.start(core.admin, id, asked, alone)));
        assertThat(begun[0].progress().totalFiles()).isEqualTo(files);
        UUID migration = begun[0].id();
        failed(id, migration, files);
        rows.put(
                "items",
                rows(() -> views.items(core.admin, migration, State.FAILED, PageRequest.first())));
        for (State others : List.of(State.MIGRATED, State.SKIPPED)) {
            rows.put(
                    "items that are " + others,
                    rows(() ->
                            assertThat(
                                            views.items(
                                                            core.admin,
                                                            migration,
                                                            others,
                                                            PageRequest.first())
                                                    .items())
                                    .hasSize(3)));
        }
        rows.put("retry", rows(() -> migrations.retry(core.admin, migration, alone)));
        assertThat(
                        views.items(core.admin, migration, State.WAITING, new PageRequest("", 3))
                                .items())
                .hasSize(3)
                .allMatch(item -> item.state() == State.WAITING);
        rows.put(
                "items that failed since",
                rows(() ->
                        assertThat(
                                        views.items(
                                                        core.admin,
                                                        migration,
                                                        State.FAILED,
                                                        PageRequest.first())
                                                .items())
                                .isEmpty()));
        rows.put(
                "items that wait",
                rows(() -> views.items(core.admin, migration, State.WAITING, PageRequest.first())));
        rows.put("cancel", rows(() -> migrations.cancel(core.admin, migration, "", alone)));
        rows.put(
                "list", rows(() -> directory.list(tenant.user, new FilePage.Query("", 1, 50, ""))));
        rows.put("delete", rows(() -> directory.delete(tenant.user, address(tenant))));
        long counted = rows(() -> quotas.usage(tenant.user, true));
        assertThat(counted).as("rows read of %s files", files).isLessThan(8L * files + 500);
        rows.put("recount within the hour", rows(() -> quotas.usage(tenant.user, true)));
        removed(id);
        rows.put(
                "deletion of the tenant",
                rows(() -> tenants.delete(core.admin, id, InSameTransaction.nothing())));
        return rows;
    }

    /** The rows that an act reads and writes, index entries included. */
    private long rows(Runnable act) {
        return TouchedRows.of(database, act);
    }

    private static String address(ModelTenant tenant) {
        return "organizations/%d/files/%d/f1"
                .formatted(tenant.tenant.number(), tenant.user.userNumber());
    }

    private void insert(ModelTenant tenant, int files) {
        UUID id = tenant.tenant.id();
        inParts(
                files,
                """
                WITH n AS MATERIALIZED (
                  SELECT g, gen_random_uuid() AS file_id, gen_random_uuid() AS object_id,
                         gen_random_uuid() AS content_id FROM generate_series(?::int, ?::int) AS g),
                o AS (
                  INSERT INTO object (tenant_id, id, content_id, location_id, key, state, node_id, token,
                    format, key_id, header, charged, stored_size, stored_sha256, created_at, deadline)
                  SELECT ?, object_id, content_id, b.location_id, 'organizations/x/f' || g, 'live', ?,
                    gen_random_uuid(), 1, 'k', '\\x00', ?, ?, ?, now(), now()
                  FROM n, backend b WHERE b.id = ?)
                INSERT INTO file (tenant_id, id, user_id, address, name, category, content_type, size,
                  plain_sha256, content_id, object_id, uploaded_at)
                SELECT ?, file_id, ?, 'organizations/' || ? || '/files/' || ? || '/f' || g, 'f', 'general',
                  'text/plain', ?, ?, content_id, object_id, now() FROM n
                """,
                id,
                tenant.doorNode,
                BYTES.length,
                BYTES.length,
                Sha256.of(BYTES),
                tenant.places.get(0),
                id,
                tenant.user.userId(),
                tenant.tenant.number(),
                tenant.user.userNumber(),
                BYTES.length,
                Sha256.of(BYTES));
        core.sql(
                "UPDATE usage SET charged = %d WHERE tenant_id = '%s'"
                        .formatted((long) files * BYTES.length, id));
    }

    /** As if all but a few of the files, the last ones, could not be moved. */
    private void failed(UUID id, UUID migration, int files) {
        inParts(
                files,
                """
                INSERT INTO migration_item (tenant_id, migration_id, file_id, slot, state, size, from_object,
                  from_location, from_key, not_before, ended_at)
                SELECT ?, ?, gen_random_uuid(), 0, 'failed', 100, gen_random_uuid(), gen_random_uuid(), 'k',
                  now(), now() FROM generate_series(?::int, ?::int)
                """
                        .replace(
                                "SELECT ?, ?,",
                                "SELECT '%s'::uuid, '%s'::uuid,".formatted(id, migration)));
        core.analyze();
        for (String state : List.of("migrated", "skipped")) {
            core.sql(
                    """
                    UPDATE migration_item SET state = '%1$s'
                    WHERE tenant_id = '%2$s' AND migration_id = '%3$s' AND file_id IN (
                      SELECT file_id FROM migration_item
                      WHERE tenant_id = '%2$s' AND migration_id = '%3$s' AND state = 'failed'
                      ORDER BY tenant_id DESC, migration_id DESC, file_id DESC LIMIT 3)
                    """
                            .formatted(state, id, migration));
        }
        core.sql(
                "UPDATE migration SET state = 'completed_with_errors', completed_at = now() WHERE id = '%s'"
                        .formatted(migration));
        core.sql(
                "UPDATE migration_slot SET failed_files = %d, migrated_files = 3, skipped_files = 3"
                                .formatted(files - 6)
                        + " WHERE migration_id = '%s' AND slot = 0".formatted(migration));
        core.analyze();
    }

    /** The files are gone, and their objects removed. */
    private void removed(UUID id) {
        inPages(
                id,
                """
                WITH page AS MATERIALIZED (
                  SELECT id FROM file WHERE tenant_id = ? AND id > ? ORDER BY id LIMIT ?),
                gone AS (DELETE FROM file USING page WHERE file.tenant_id = ? AND file.id = page.id)
                SELECT id FROM page ORDER BY id DESC LIMIT 1
                """);
        inPages(
                id,
                """
                WITH page AS MATERIALIZED (
                  SELECT id FROM object WHERE tenant_id = ? AND id > ? ORDER BY id LIMIT ?),
                gone AS (
                  UPDATE object SET state = 'purged', passes = 1, purge_after = now() + interval '1 day'
                  FROM page WHERE object.tenant_id = ? AND object.id = page.id)
                SELECT id FROM page ORDER BY id DESC LIMIT 1
                """);
        core.sql("UPDATE backend SET state = 'forgotten' WHERE tenant_id = '%s'".formatted(id));
        new Counts(core.tx).fold();
        core.vacuum();
    }

    /**
     * Runs a statement page by page, until there is none left.
     *
     * @param statement answers the last id of the page it is given the beginning of
     */
    private void inPages(UUID tenantId, String statement) {
        Optional<UUID> last = Optional.of(new UUID(0, 0));
        while (last.isPresent()) {
            UUID after = last.get();
            last =
                    core.tx
                            .forSystem()
                            .statement(sql ->
                                    sql.first(
                                            statement,
                                            row -> row.uuid("id"),
                                            tenantId,
                                            after,
                                            AT_ONCE,
                                            tenantId));
        }
    }

    /**
     * Runs a statement for so many rows in parts.
     *
     * @param statement its first two parameters are the first and the last row of a part
     */
    private void inParts(int count, String statement, Object... parameters) {
        for (int from = 1; from <= count; from += AT_ONCE) {
            Object[] all = new Object[parameters.length + 2];
            all[0] = from;
            all[1] = Math.min(count, from + AT_ONCE - 1);
            System.arraycopy(parameters, 0, all, 2, parameters.length);
            int written =
                    core.tx
                            .forSystem()
                            .statement(sql -> {
                                int rows = sql.update(statement, all);
                                TouchedRows.flush(sql);
                                return rows;
                            });
            assertThat(written).isPositive();
        }
    }
}

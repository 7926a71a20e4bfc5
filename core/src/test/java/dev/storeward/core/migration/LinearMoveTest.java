package dev.storeward.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Tx;
import dev.storeward.core.migration.engine.Engine;
import dev.storeward.core.migration.engine.EngineSettings;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectCopy;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.memory.MemoryStore;
import dev.storeward.testkit.DelegatingPool;
import dev.storeward.testkit.DelegatingStore;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A move of many files costs as many units of database work a file as one of few. The files are
 * rows, their bytes always the same. {@code -Dstoreward.rounds=500} moves a million.
 */
class LinearMoveTest {
    private static final int FEW = 2_000;
    private static final byte[] BYTES = new byte[100];

    @TempDir Path folder;

    private final CoreFixture core = CoreFixture.start();
    private final AtomicLong units = new AtomicLong();

    @AfterEach
    void close() {
        core.close();
    }

    @Test
    void theWorkOfTheDatabaseGrowsAsTheFiles() throws Exception {
        core.settableTime();
        ModelTenant.Ground ground = ModelTenant.ground(core, folder);
        int times = Math.max(4, Integer.getInteger("storeward.rounds", 4));

        long few = move(ground, "few", FEW);
        long many = move(ground, "many", FEW * times);

        assertThat(many)
                .as("units of work for %d times as many files, %d for the few", times, few)
                .isLessThan(few * times * 3 / 2);
    }

    /** The units of database work that a move of so many files takes. */
    private long move(ModelTenant.Ground ground, String slug, int files) {
        Map<String, MemoryStore> buckets = new ConcurrentHashMap<>();
        ModelTenant tenant = new ModelTenant(ground, slug, buckets, new Trouble(1), (k, f) -> {});
        insert(tenant, files);
        Migration begun =
                tenant.migrations()
                        .start(
                                core.admin,
                                tenant.tenant.id(),
                                NewMigration.to(
                                        new MigrationTarget.Backend(tenant.places.get(1)), ""),
                                InSameTransaction.nothing());
        Stores stores =
                ModelNode.stores(core.tx, name -> new Same(ModelNode.bucket(buckets, name)));
        Engine engine =
                new Engine(
                        new Tx(counted(core.database.dataSource())),
                        stores,
                        new PlacementRedirect(core.audit),
                        EngineSettings.usual(tenant.doorNode, InstantSource.system(), 16, null));
        long before = units.get();
        Instant from = Instant.now();
        MigrationViews views = new MigrationViews(core.tx);
        while (views.get(core.admin, begun.id()).state().open()) {
            tenant.beat(tenant.doorNode);
            for (String piece : engine.pieces()) {
                engine.work(piece, () -> false);
            }
        }
        Migration ended = views.get(core.admin, begun.id());
        assertThat(ended.state()).isEqualTo(Migration.State.COMPLETED);
        assertThat(ended.progress().migratedFiles()).isEqualTo(files);
        System.getLogger("linear")
                .log(
                        System.Logger.Level.INFO,
                        "{0} files in {1}, {2} units of work",
                        files,
                        Duration.between(from, Instant.now()),
                        units.get() - before);
        return units.get() - before;
    }

    private void insert(ModelTenant tenant, int files) {
        UUID id = tenant.tenant.id();
        core.tx
                .forSystem()
                .run(sql -> {
                    sql.update("SET LOCAL statement_timeout = 0");
                    sql.update(
                            """
                            WITH n AS MATERIALIZED (
                              SELECT g, gen_random_uuid() AS file_id, gen_random_uuid() AS object_id,
                                     gen_random_uuid() AS content_id FROM generate_series(1, ?) AS g),
                            o AS (
                              INSERT INTO object (tenant_id, id, content_id, location_id, key, state, node_id, token,
                                format, key_id, header, charged, stored_size, stored_sha256, created_at, deadline)
                              SELECT ?, object_id, content_id, b.location_id, 'organizations/x/f' || g, 'live', ?,
                                gen_random_uuid(), 1, 'k', '\\x00', ?, ?, ?, now(), now()
                              FROM n, backend b WHERE b.id = ?)
                            INSERT INTO file (tenant_id, id, user_id, address, name, category, content_type, size,
                              plain_sha256, content_id, object_id, uploaded_at)
                            SELECT ?, file_id, ?, 'organizations/x/f' || g, 'f', 'general', 'text/plain', ?, ?,
                              content_id, object_id, now() FROM n
                            """,
                            files,
                            id,
                            tenant.doorNode,
                            BYTES.length,
                            BYTES.length,
                            Sha256.of(BYTES),
                            tenant.places.get(0),
                            id,
                            tenant.user.userId(),
                            BYTES.length,
                            Sha256.of(BYTES));
                });
        core.analyze();
    }

    private DataSource counted(DataSource pool) {
        return new Counted(pool, units);
    }

    /** Counts the connections that are asked for: one for each unit of work. */
    private static final class Counted extends DelegatingPool {
        private final AtomicLong units;

        Counted(DataSource pool, AtomicLong units) {
            super(pool);
            this.units = units;
        }

        @Override
        public Connection getConnection() throws SQLException {
            units.incrementAndGet();
            return super.getConnection();
        }
    }

    /** A bucket in which the same bytes lie under every key, and that keeps nothing. */
    private static final class Same extends DelegatingStore {
        Same(MemoryStore empty) {
            super(empty);
        }

        private static ObjectInfo described(ObjectKey key) {
            return new ObjectInfo(key, BYTES.length, "e", Instant.EPOCH, Map.of());
        }

        @Override
        public ObjectInfo put(ObjectKey key, Content body, PutOptions options) {
            return described(key);
        }

        @Override
        public ObjectBody get(ObjectKey key, ByteRange range) {
            return new ObjectBody(described(key), 0, BYTES.length, new ByteArrayInputStream(BYTES));
        }

        @Override
        public Optional<ObjectInfo> head(ObjectKey key) {
            return Optional.empty();
        }

        @Override
        public List<DeleteFailure> delete(Collection<ObjectKey> keys) {
            return List.of();
        }

        @Override
        public boolean copyFrom(ObjectStore source, ObjectCopy copy) {
            return false;
        }
    }
}

package dev.storeward.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.db.EachStatement;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.core.migration.request.Rollback;
import dev.storeward.store.memory.MemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The connection to the database is lost at each statement in turn: before it is executed, and
 * after it was but before anybody knows. All of them are counted out, none is left to chance.
 * Afterwards the books are right, every file that is visible is whole, and nothing is left in a
 * bucket.
 */
class ConnectionFaultsTest {
    private static final int PIECE_ROUNDS = 200;

    @TempDir private Path folder;

    private final EachStatement each = new EachStatement();
    private final CoreFixture core = CoreFixture.startThrough(each);
    private ModelTenant.@Nullable Ground shared;
    private Duration ahead = Duration.ZERO;
    private int tenants;

    private ModelTenant.Ground ground() {
        ModelTenant.Ground known = shared;
        if (known == null) {
            core.settableTime();
            known = ModelTenant.ground(core, folder);
            shared = known;
        }
        return known;
    }

    @AfterEach
    void close() {
        core.close();
        each.close();
    }

    /** What is done while a connection is lost; it may throw. */
    private interface Act {
        void run(Scene scene);
    }

    /** A tenant with three files and the services of a node. */
    private final class Scene implements EachStatement.Scene {
        final Map<String, MemoryStore> buckets = new ConcurrentHashMap<>();
        final Random random = new Random(7);
        final ModelTenant tenant;
        final ModelNode node;
        private final Act act;

        Scene(Act act) {
            this.act = act;
            Trouble quiet = new Trouble(1);
            tenant = new ModelTenant(ground(), "t" + ++tenants, buckets, quiet, (key, fault) -> {});
            node = new ModelNode(core, buckets, quiet, false, 2, (key, fault) -> {});
            for (int i = 0; i < 3; i++) {
                tenant.put(random);
            }
            tenant.beat(node.id);
        }

        Migration move(Duration grace) {
            return tenant.migrations()
                    .start(
                            core.admin,
                            tenant.tenant.id(),
                            new NewMigration(
                                    null,
                                    new MigrationTarget.Backend(tenant.places.get(1)),
                                    MigrationLimits.usual(),
                                    grace,
                                    ""),
                            InSameTransaction.nothing());
        }

        /** Goes on with what is open until it has ended. */
        void work() {
            for (int round = 0; round < PIECE_ROUNDS; round++) {
                var pieces = node.engine.pieces();
                if (pieces.isEmpty()) {
                    return;
                }
                pieces.forEach(piece -> node.engine.work(piece, () -> false));
                pass(Duration.ofMinutes(2));
            }
            throw new AssertionError("the migration does not end");
        }

        private void pass(Duration time) {
            ahead = ahead.plus(time);
            core.setTime(ahead);
            tenant.beat(node.id);
            tenant.beat(tenant.doorNode);
        }

        /**
         * Learns what became of acts whose answers were lost: a file that is visible was stored,
         * one that is not was deleted.
         */
        private void learn() {
            Map<String, byte[]> visible = new HashMap<>();
            core.tx
                    .forTenant(tenant.tenant.id())
                    .statement(sql ->
                            sql.list(
                                    "SELECT address, name FROM file",
                                    row ->
                                            visible.put(
                                                    row.text("address"),
                                                    tenant.sent.get(row.text("name")))));
            tenant.files.keySet().retainAll(visible.keySet());
            visible.forEach(tenant.puts::learn);
        }

        @Override
        public void act() {
            act.run(this);
        }

        @Override
        public void settle(String what) {
            tenant.retryLater.settle();
            tenant.retryLater.settle();
            learn();
            work();
            ModelChecks checks = new ModelChecks(tenant);
            checks.afterStep(what, random);
            for (int round = 0; round < 6; round++) {
                pass(Duration.ofMinutes(round == 0 ? 26 * 60 : 65));
                tenant.expiry.run();
                tenant.sweeper.sweep();
            }
            checks.afterStep(what, random);
            checks.nothingIsLeft(what);
        }

        @Override
        public void close() {
            node.close();
            tenant.close();
        }
    }

    /** Answers how many executions the act has. */
    private int atEach(String what, int stride, Act before, Act act) {
        return each.of(
                what,
                stride,
                () -> {
                    Scene scene = new Scene(act);
                    before.run(scene);
                    return scene;
                });
    }

    @Test
    void anUpload() {
        assertThat(atEach("upload", 1, scene -> {}, scene -> scene.tenant.put(scene.random)))
                .isGreaterThanOrEqualTo(4);
    }

    @Test
    void aFileThatReplacesAnother() {
        assertThat(
                        atEach(
                                "replace",
                                1,
                                scene -> scene.tenant.puts.put(scene.random),
                                scene -> scene.tenant.puts.put(scene.random)))
                .isGreaterThanOrEqualTo(5);
    }

    @Test
    void aDelete() {
        assertThat(
                        atEach(
                                "delete",
                                1,
                                scene -> {},
                                scene -> scene.tenant.delete(scene.tenant.any(scene.random))))
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void theStartOfAMigration() {
        assertThat(atEach("start", 1, scene -> {}, scene -> scene.move(Duration.ZERO)))
                .isGreaterThanOrEqualTo(10);
    }

    @Test
    void theWorkOfAMigration() {
        assertThat(
                        atEach(
                                "swap",
                                EachStatement.STRIDE,
                                scene -> scene.move(Duration.ZERO),
                                ConnectionFaultsTest::workOnce))
                .isGreaterThanOrEqualTo(10);
    }

    @Test
    void aRollback() {
        assertThat(
                        atEach(
                                "rollback",
                                EachStatement.STRIDE,
                                scene -> {
                                    scene.move(Duration.ofHours(20));
                                    scene.work();
                                },
                                scene -> {
                                    UUID last =
                                            new MigrationViews(core.tx)
                                                    .history(core.admin, scene.tenant.tenant.id())
                                                    .getFirst()
                                                    .id();
                                    scene.tenant
                                            .migrations()
                                            .rollback(
                                                    core.admin,
                                                    last,
                                                    new Rollback(true, ""),
                                                    InSameTransaction.nothing());
                                    workOnce(scene);
                                }))
                .isGreaterThanOrEqualTo(10);
    }

    private static void workOnce(Scene scene) {
        scene.node.engine.pieces().forEach(piece -> scene.node.engine.work(piece, () -> false));
    }
}

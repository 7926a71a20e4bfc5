package dev.storeward.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.migration.request.MigrationChange;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.store.ListRequest;
import dev.storeward.store.memory.MemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delete is a delete of the content: wherever a migration has left objects of it. */
class ErasureTest {
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final ModelNode.Interlude NOTHING = (key, fault) -> {};

    @TempDir Path folder;

    private final CoreFixture core = CoreFixture.start();
    private final Trouble trouble = new Trouble(1);
    private final Map<String, MemoryStore> buckets = new ConcurrentHashMap<>();
    private final Random random = new Random(1);
    private ModelTenant tenant;

    @BeforeEach
    void begin() {
        core.settableTime();
        tenant =
                new ModelTenant(
                        ModelTenant.ground(core, folder), "gone", buckets, trouble, NOTHING);
        for (int i = 0; i < 3; i++) {
            tenant.put(random);
        }
    }

    @AfterEach
    void close() {
        core.close();
    }

    @Test
    void theSourceOfAMovedFileGoesWithTheFileAndNotWithTheGracePeriod() {
        move(LONGEST, NOTHING);
        assertThat(objects("shared")).isEqualTo(3);

        tenant.delete(first());
        tenant.sweeper.sweep();

        assertThat(objects("shared")).as("sources that wait").isEqualTo(2);
        assertThat(objects("beside-gone")).as("files at the target").isEqualTo(2);
    }

    @Test
    void aKeptSourceIsKeptAsLongAsItsFile() {
        Migration moved = move(LONGEST, NOTHING);
        keep(moved);
        tenant.delete(first());
        keep(moved);
        tenant.sweeper.sweep();
        assertThat(objects("shared")).as("kept sources of files").isEqualTo(2);

        core.setTime(LONGEST.multipliedBy(2));
        tenant.sweeper.sweep();
        assertThat(objects("shared")).as("kept sources, long after").isEqualTo(2);

        tenant.delete(first());
        tenant.delete(first());
        tenant.sweeper.sweep();
        assertThat(objects("shared")).isZero();
        assertThat(objects("beside-gone")).isZero();
        core.sql("UPDATE backend SET state = 'forgotten' WHERE tenant_id IS NOT NULL");
        core.tenants.delete(core.admin, tenant.tenant.id(), InSameTransaction.nothing());
        assertThat(count("object")).isZero();
    }

    @Test
    void aFileDeletedWhileItIsCopiedLeavesNothingAtEitherPlace() {
        AtomicReference<String> once = new AtomicReference<>(first());
        move(
                LONGEST,
                (key, fault) -> {
                    String address = once.get();
                    if (key.value().equals(address) && once.compareAndSet(address, null)) {
                        tenant.delete(address);
                    }
                });
        assertThat(once.get()).as("was deleted").isNull();

        sweepForHours(3);

        assertThat(objects("shared")).as("sources of the two others, which wait").isEqualTo(2);
        assertThat(objects("beside-gone")).isEqualTo(2);
    }

    @Test
    void aShorterGracePeriodEndsTheWaitOfWhatHasMoved() {
        Migration moved = move(LONGEST, NOTHING);
        core.setTime(Duration.ofMinutes(90));
        tenant.sweeper.sweep();
        assertThat(objects("shared")).isEqualTo(3);

        Migration changed = shorten(moved, Duration.ofHours(1));
        tenant.sweeper.sweep();

        assertThat(changed.grace()).isEqualTo(Duration.ofHours(1));
        assertThat(objects("shared")).isZero();
        assertThat(objects("beside-gone")).isEqualTo(3);
    }

    @Test
    void aShorterGracePeriodTakesNothingThatIsKept() {
        Migration moved = move(LONGEST, NOTHING);
        keep(moved);

        shorten(moved, Duration.ZERO);
        core.setTime(Duration.ofHours(2));
        tenant.sweeper.sweep();

        assertThat(objects("shared")).isEqualTo(3);
    }

    @Test
    void aGracePeriodIsAtMostThirtyDaysAndNeverGrows() {
        assertThat(Problems.of(() -> start(LONGEST.plusSeconds(1))))
                .isEqualTo(Problem.invalid("grace_seconds", "Must be 0 to 2592000 seconds."));
        Migration moved = move(Duration.ofHours(1), NOTHING);
        assertThat(Problems.of(() -> shorten(moved, Duration.ofHours(2))))
                .isEqualTo(
                        Problem.invalid(
                                "grace_seconds",
                                "Must be 0 to 3600: a grace period can only be shortened."));
    }

    private Migration start(Duration grace) {
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

    private Migration move(Duration grace, ModelNode.Interlude interlude) {
        Migration begun = start(grace);
        MigrationViews views = new MigrationViews(core.tx);
        try (ModelNode node = new ModelNode(core, buckets, trouble, false, 5, interlude)) {
            tenant.beat(node.id);
            while (views.get(core.admin, begun.id()).state().open()) {
                for (String piece : node.engine.pieces()) {
                    node.engine.work(piece, () -> false);
                }
            }
        }
        return views.get(core.admin, begun.id());
    }

    private void keep(Migration moved) {
        tenant.migrations().keepSource(core.admin, moved.id(), InSameTransaction.nothing());
    }

    private Migration shorten(Migration moved, Duration grace) {
        return tenant.migrations()
                .change(
                        core.admin,
                        moved.id(),
                        new MigrationChange(null, null, null, false, grace),
                        InSameTransaction.nothing());
    }

    private void sweepForHours(int hours) {
        for (int hour = 1; hour <= hours; hour++) {
            core.setTime(Duration.ofMinutes(61L * hour));
            tenant.sweeper.sweep();
        }
    }

    private String first() {
        return List.copyOf(tenant.files.keySet()).getFirst();
    }

    private int objects(String bucket) {
        String own = "organizations/" + tenant.tenant.number() + "/";
        return ModelNode.bucket(buckets, bucket)
                .list(new ListRequest(own, "", 1000))
                .objects()
                .size();
    }

    private long count(String table) {
        UUID id = tenant.tenant.id();
        return core.tx
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT count(*) AS n FROM " + table + " WHERE tenant_id = ?",
                                row -> row.number("n"),
                                id));
    }
}

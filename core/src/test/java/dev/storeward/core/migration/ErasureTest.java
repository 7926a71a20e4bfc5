package dev.storeward.core.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.request.MigrationChange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delete is a delete of the content: wherever a migration has left objects of it. */
class ErasureTest {
    private static final Duration LONGEST = Duration.ofDays(30);

    @TempDir Path folder;

    private ModelMoves moves;
    private ModelTenant tenant;

    @BeforeEach
    void begin() {
        moves = new ModelMoves(folder, "gone");
        tenant = moves.tenant;
        for (int i = 0; i < 3; i++) {
            tenant.put(moves.random);
        }
    }

    @AfterEach
    void close() {
        moves.close();
    }

    @Test
    void theSourceOfAMovedFileGoesWithTheFileAndNotWithTheGracePeriod() {
        moves.move(LONGEST);
        assertThat(moves.objects("shared")).isEqualTo(3);

        moves.deleteOne();
        tenant.sweeper.sweep();

        assertThat(moves.objects("shared")).as("sources that wait").isEqualTo(2);
        assertThat(moves.objects("beside-gone")).as("files at the target").isEqualTo(2);
    }

    @Test
    void aKeptSourceIsKeptAsLongAsItsFile() {
        Migration moved = moves.move(LONGEST);
        keep(moved);
        moves.deleteOne();
        keep(moved);
        tenant.sweeper.sweep();
        assertThat(moves.objects("shared")).as("kept sources of files").isEqualTo(2);

        moves.core.setTime(LONGEST.multipliedBy(2));
        tenant.sweeper.sweep();
        assertThat(moves.objects("shared")).as("kept sources, long after").isEqualTo(2);

        moves.deleteOne();
        moves.deleteOne();
        tenant.sweeper.sweep();
        assertThat(moves.objects("shared")).isZero();
        assertThat(moves.objects("beside-gone")).isZero();
        moves.core.sql("UPDATE backend SET state = 'forgotten' WHERE tenant_id IS NOT NULL");
        moves.core.tenants.delete(
                moves.core.admin, tenant.tenant.id(), InSameTransaction.nothing());
        assertThat(moves.count("object")).isZero();
    }

    @Test
    void aFileDeletedWhileItIsCopiedLeavesNothingAtEitherPlace() {
        AtomicReference<String> once = new AtomicReference<>(moves.first());
        moves.finish(
                moves.start(LONGEST),
                (key, fault) -> {
                    String address = once.get();
                    if (key.value().equals(address) && once.compareAndSet(address, "")) {
                        tenant.delete(address);
                    }
                });
        assertThat(once.get()).as("was deleted").isEmpty();

        for (int hour = 1; hour <= 3; hour++) {
            moves.core.setTime(Duration.ofMinutes(61L * hour));
            tenant.sweeper.sweep();
        }

        assertThat(moves.objects("shared")).as("sources of the two others").isEqualTo(2);
        assertThat(moves.objects("beside-gone")).isEqualTo(2);
    }

    @Test
    void aFileDeletedBeforeItsTurnIsNoPartOfTheTotalButCounted() {
        Migration begun = moves.start(LONGEST);
        moves.deleteOne();

        MigrationProgress ended = moves.finish(begun, ModelMoves.NOTHING).progress();

        assertThat(ended.totalFiles()).isEqualTo(2);
        assertThat(ended.migratedFiles()).isEqualTo(2);
        assertThat(ended.skippedFiles()).isZero();
        assertThat(ended.deletedFiles()).isEqualTo(1);
        assertThat(ended.deletedBytes())
                .isEqualTo(begun.progress().totalBytes() - ended.totalBytes());
        assertThat(ended.percent()).isEqualTo(100);
        assertThat(moves.count("migration_item")).isEqualTo(2);
    }

    @Test
    void aShorterGracePeriodEndsTheWaitOfWhatHasMoved() {
        Migration moved = moves.move(LONGEST);
        moves.core.setTime(Duration.ofMinutes(90));
        tenant.sweeper.sweep();
        assertThat(moves.objects("shared")).isEqualTo(3);

        Migration changed = shorten(moved, Duration.ofHours(1));
        tenant.sweeper.sweep();

        assertThat(changed.grace()).isEqualTo(Duration.ofHours(1));
        assertThat(moves.objects("shared")).isZero();
        assertThat(moves.objects("beside-gone")).isEqualTo(3);
    }

    @Test
    void aShorterGracePeriodTakesNothingThatIsKept() {
        Migration moved = moves.move(LONGEST);
        keep(moved);

        shorten(moved, Duration.ZERO);
        moves.core.setTime(Duration.ofHours(2));
        tenant.sweeper.sweep();

        assertThat(moves.objects("shared")).isEqualTo(3);
    }

    @Test
    void aGracePeriodIsAtMostThirtyDaysAndNeverGrows() {
        assertThat(Problems.of(() -> moves.start(LONGEST.plusSeconds(1))))
                .isEqualTo(Problem.invalid("grace_seconds", "Must be 0 to 2592000 seconds."));
        Migration moved = moves.move(Duration.ofHours(1));
        assertThat(Problems.of(() -> shorten(moved, Duration.ofHours(2))))
                .isEqualTo(
                        Problem.invalid(
                                "grace_seconds",
                                "Must be 0 to 3600: a grace period can only be shortened."));
    }

    @Test
    void whatWasCutOffBetweenTheMigrationAndItsSourcesIsDoneByTheSameRequest() {
        Migration moved = moves.move(LONGEST);
        AtomicInteger answers = new AtomicInteger();
        InSameTransaction<Migration> kept = (sql, migration) -> answers.incrementAndGet();
        MigrationChange sooner = new MigrationChange(null, null, null, false, Duration.ZERO);

        refuseSources(true);
        assertThatThrownBy(() ->
                        tenant.migrations().change(moves.core.admin, moved.id(), sooner, kept))
                .isInstanceOf(DatabaseException.class);
        assertThatThrownBy(() -> tenant.migrations().keepSource(moves.core.admin, moved.id(), kept))
                .isInstanceOf(DatabaseException.class);
        assertThat(answers).as("answers kept for the repeated requests").hasValue(0);

        refuseSources(false);
        tenant.migrations().keepSource(moves.core.admin, moved.id(), kept);
        assertThat(answers).hasValue(1);
        moves.core.setTime(LONGEST.multipliedBy(2));
        tenant.sweeper.sweep();
        assertThat(moves.objects("shared")).as("kept sources").isEqualTo(3);
    }

    @Test
    void aFileThatIsDeletedWhileItsDueSourceIsKeptLeavesNothing() throws InterruptedException {
        Migration moved = moves.move(Duration.ofHours(1));
        moves.core.setTime(Duration.ofHours(2));
        Thread[] delete = new Thread[1];

        moves.core
                .tx
                .forSystem()
                .run(sql -> {
                    sql.update("SELECT 1 FROM file FOR KEY SHARE");
                    delete[0] = Thread.ofVirtual().start(moves::deleteOne);
                    awaitWaiting(sql);
                    // As for a kept source, in the moment before the delete goes on.
                    sql.update("UPDATE object SET purge_after = 'infinity' WHERE state = 'doomed'");
                });
        delete[0].join();
        tenant.sweeper.sweep();

        assertThat(moves.objects("beside-gone")).isEqualTo(2);
        assertThat(moves.objects("shared")).as("kept sources of files").isEqualTo(2);
        assertThat(moved.progress().migratedFiles()).isEqualTo(3);
    }

    @Test
    void sourcesAreLockedInTheOrderOfTheirIdsAsARollbackLocksThem() throws InterruptedException {
        Migration moved = moves.move(LONGEST);
        // Their ids are in another order than their files'.
        moves.core.sql("UPDATE migration_item SET from_object = md5(from_object::text)::uuid");
        moves.core.sql("UPDATE object SET id = md5(id::text)::uuid WHERE state = 'doomed'");
        Thread[] keep = new Thread[1];

        moves.core
                .tx
                .forSystem()
                .run(sql -> {
                    sql.update(
                            "SELECT 1 FROM object WHERE state = 'doomed' ORDER BY id LIMIT 1 FOR UPDATE");
                    keep[0] = Thread.ofVirtual().start(() -> keep(moved));
                    awaitWaiting(sql);
                    assertThat(
                                    sql.list(
                                            "SELECT id FROM object WHERE state = 'doomed' FOR UPDATE SKIP LOCKED",
                                            row -> row.uuid("id")))
                            .as("sources that nobody else holds")
                            .hasSize(3);
                });
        keep[0].join();

        assertThat(kept()).isEqualTo(3);
    }

    @Test
    void aPageThatLostADeadlockIsDoneAgain() {
        Migration moved = moves.move(LONGEST);
        moves.core.asOwner("CREATE SEQUENCE broken");
        moves.core.asOwner(
                """
                CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                BEGIN
                  IF nextval('broken') = 1 THEN RAISE 'once' USING ERRCODE = 'deadlock_detected'; END IF;
                  RETURN NEW;
                END $$
                """);
        moves.core.asOwner(
                "CREATE TRIGGER broken BEFORE UPDATE ON object FOR EACH ROW EXECUTE FUNCTION broken()");

        keep(moved);

        assertThat(kept()).isEqualTo(3);
    }

    private long kept() {
        return moves.core
                .tx
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT count(*) AS n FROM object WHERE purge_after = 'infinity'",
                                row -> row.number("n")));
    }

    /** Until somebody waits for a lock. */
    private static void awaitWaiting(Sql sql) {
        while (!sql.one(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted) AS waits",
                row -> row.flag("waits"))) {
            Thread.onSpinWait();
        }
    }

    /** As a connection that breaks when the first source is written. */
    private void refuseSources(boolean refused) {
        moves.core.asOwner(
                refused
                        ? "ALTER TABLE object ADD CONSTRAINT broken CHECK (state <> 'doomed'"
                                + " OR purge_after > now() + interval '29 days' AND purge_after < 'infinity') NOT VALID"
                        : "ALTER TABLE object DROP CONSTRAINT broken");
    }

    private void keep(Migration moved) {
        tenant.migrations().keepSource(moves.core.admin, moved.id(), InSameTransaction.nothing());
    }

    private Migration shorten(Migration moved, Duration grace) {
        return tenant.migrations()
                .change(
                        moves.core.admin,
                        moved.id(),
                        new MigrationChange(null, null, null, false, grace),
                        InSameTransaction.nothing());
    }
}

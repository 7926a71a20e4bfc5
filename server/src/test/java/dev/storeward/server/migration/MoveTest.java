package dev.storeward.server.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.Migration.State;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.MigrationTarget.Backend;
import dev.storeward.core.migration.request.MigrationTarget.Shared;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.core.migration.request.Rollback;
import dev.storeward.core.object.Sweeper;
import dev.storeward.server.RunningServer;
import dev.storeward.store.ListRequest;
import dev.storeward.store.local.LocalStore;
import dev.storeward.testkit.server.FaultProxy;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From one place to another and back. */
class MoveTest {
    private static final int[] SIZES = {0, 1, 10_000, 262_144, 262_145, 3_000_000};

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Mover mover(int files) {
        Mover mover = new Mover(server, 7);
        for (int i = 0; i < files; i++) {
            mover.upload(i < SIZES.length ? SIZES[i] : 100 + i);
        }
        return mover;
    }

    @Test
    void everyFileMovesAndStaysReadable() {
        Mover mover = mover(250);
        long bytes = mover.files.values().stream().mapToLong(b -> b.length).sum();
        UUID own = mover.folder("everyfile");

        Migration begun = mover.start(new Backend(own));
        assertThat(begun.state()).isEqualTo(State.PENDING);
        assertThat(begun.progress().totalFiles()).isEqualTo(250);
        assertThat(begun.progress().totalBytes()).isEqualTo(bytes);
        String late = mover.upload(5_000);
        Migration ended = mover.ended(begun.id());

        assertThat(ended.state()).isEqualTo(State.COMPLETED);
        assertThat(ended.progress().migratedFiles()).isEqualTo(250);
        assertThat(ended.progress().migratedBytes()).isEqualTo(bytes);
        assertThat(ended.progress().percent()).isEqualTo(100.0);
        assertThat(mover.lie()).isEqualTo(Map.of(own, 251L));
        mover.requireReadable("after the move");
        assertThat(keys("everyfile")).containsAll(mover.files.keySet());
        assertThat(mover.objects()).isEqualTo(Map.of("live", 251L, "doomed", 250L));
        assertThat(late).isIn(mover.files.keySet());
    }

    @Test
    void theSourceIsPurgedAfterTheGracePeriodAndNotBefore() {
        Mover mover = mover(5);
        UUID own = mover.folder("purged");
        Migration ended =
                mover.ended(mover.start(null, new Backend(own), Duration.ofHours(3)).id());
        Sweeper sweeper = server.service(Sweeper.class);

        moveTime(Duration.ofHours(2));
        sweeper.sweep();
        assertThat(sharedKeys(mover)).hasSize(5);
        moveTime(Duration.ofHours(4));
        sweeper.sweep();
        moveTime(Duration.ZERO);

        assertThat(sharedKeys(mover)).isEmpty();
        assertThat(ended.state()).isEqualTo(State.COMPLETED);
        mover.requireReadable("after the purge");
        assertThat(mover.objects()).isEqualTo(Map.of("live", 5L, "purged", 5L));
    }

    @Test
    void aRollbackBringsEverythingBackAlsoWhatWasWrittenSince() {
        Mover mover = mover(20);
        UUID own = mover.folder("rolledback");
        Migration there = mover.ended(mover.start(new Backend(own)).id());
        mover.upload(77);
        mover.delete(mover.files.keySet().iterator().next());

        Migration back =
                mover.migrations()
                        .rollback(
                                server.admin(),
                                there.id(),
                                new Rollback(true, "undo"),
                                InSameTransaction.nothing());
        Migration ended = mover.ended(back.id());

        assertThat(ended.state()).isEqualTo(State.COMPLETED);
        assertThat(ended.rollbackOf()).isEqualTo(there.id());
        assertThat(ended.progress().migratedFiles()).isEqualTo(20);
        assertThat(mover.lie().keySet()).doesNotContain(own);
        mover.requireReadable("after the rollback");
        // The objects from before live again: only the file that was written since was copied.
        assertThat(mover.objects()).containsEntry("live", 20L);
        mover.upload(78);
        assertThat(mover.lie().keySet()).doesNotContain(own);
        assertThatThrownBy(() ->
                        mover.migrations()
                                .rollback(
                                        server.admin(),
                                        there.id(),
                                        new Rollback(true, "again"),
                                        InSameTransaction.nothing()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem()).isInstanceOf(Problem.NotCancellable.class));
    }

    @Test
    void thereAndBackAndThereAgainKeepsEveryFile() {
        Mover mover = mover(8);
        UUID own = mover.folder("thereandback");
        List<MigrationTarget> way =
                List.of(new Backend(own), new Shared(), new Backend(own), new Shared());
        for (MigrationTarget target : way) {
            assertThat(mover.ended(mover.start(null, target, Duration.ZERO).id()).state())
                    .isEqualTo(State.COMPLETED);
            mover.requireReadable("on the way to " + target);
        }
        assertThat(mover.objects()).containsEntry("live", 8L);
    }

    @Test
    void oneMigrationAtATimeAndNothingToMoveIsSaid() {
        Mover mover = mover(3);
        UUID own = mover.folder("oneatatime");
        Migration first = mover.start(new Backend(own));
        assertThatThrownBy(() -> mover.start(new Shared()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e ->
                                assertThat(e.problem())
                                        .isInstanceOf(Problem.MigrationInProgress.class));
        mover.ended(first.id());
        assertThatThrownBy(() -> mover.start(new Backend(own)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().message()).contains("nothing to move"));
        var plan =
                mover.migrations()
                        .plan(
                                server.admin(),
                                mover.member().tenantId(),
                                NewMigration.to(new Shared(), "plan"));
        assertThat(plan.files()).isEqualTo(3);
        assertThat(plan.blockers()).isEmpty();
    }

    @Test
    void twoNamesOfOnePlaceAreRefused() {
        S3Server s3 = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
        Map<String, String> settings = new HashMap<>(s3.settings());
        settings.put("prefix", "twonames");
        Mover mover = mover(2);
        UUID byAddress = mover.backend("byaddress", "s3", settings);
        mover.ended(mover.start(new Backend(byAddress)).id());
        // Another port of the same server: nothing but asking both tells that they are one.
        try (FaultProxy proxy = FaultProxy.to(s3.endpoint())) {
            settings.put("endpoint", proxy.endpoint().toString());
            UUID byName = mover.backend("byname", "s3", settings);

            assertThatThrownBy(() -> mover.start(new Backend(byName)))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().message()).contains("one place"));
            mover.requireReadable("after the refusal");
        }
    }

    private static List<String> sharedKeys(Mover mover) {
        return keys("shared").stream()
                .filter(key ->
                        key.startsWith("organizations/" + mover.member().tenantNumber() + "/"))
                .toList();
    }

    private static List<String> keys(String folder) {
        Path path = server.data().resolve("objects").resolve(folder);
        try (LocalStore store = LocalStore.open(path, InstantSource.system())) {
            return store.list(new ListRequest("", "", 1000)).objects().stream()
                    .map(object -> object.key().value())
                    .toList();
        }
    }

    private static void moveTime(Duration ahead) {
        server.tx()
                .forSystem()
                .statement(sql ->
                        sql.update(
                                "CREATE OR REPLACE FUNCTION sw_now() RETURNS timestamptz LANGUAGE sql STABLE"
                                        + " AS 'SELECT now() + interval ''"
                                        + ahead.toSeconds()
                                        + " seconds'''"));
    }
}

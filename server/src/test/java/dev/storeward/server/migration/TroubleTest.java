package dev.storeward.server.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.Migration.State;
import dev.storeward.core.migration.MigrationItem;
import dev.storeward.core.migration.MigrationViews;
import dev.storeward.core.migration.request.MigrationChange;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.migration.request.MigrationTarget.Backend;
import dev.storeward.core.migration.request.MigrationWindow;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.core.object.Sweeper;
import dev.storeward.server.RunningServer;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.local.LocalStore;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a migration does when something is in its way. */
class TroubleTest {
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Migration start(Mover mover, UUID target, MigrationLimits limits) {
        return mover.migrations()
                .start(
                        server.admin(),
                        mover.member().tenantId(),
                        new NewMigration(
                                null, new Backend(target), limits, Duration.ofHours(1), "test"),
                        InSameTransaction.nothing());
    }

    private static LocalStore shared() {
        return folder("shared");
    }

    @Test
    void aFileWhoseBytesAreNotWhatTheyWereFailsAloneAndIsNeverPurged() {
        Mover mover = new Mover(server, 11);
        List<String> addresses =
                List.of(mover.upload(1_000), mover.upload(400_000), mover.upload(2_000));
        byte[] wrong = new byte[400_000 + 400];
        ObjectKey key = new ObjectKey(addresses.get(1));
        byte[] right;
        try (LocalStore store = shared()) {
            right = read(store, key);
            wrong = right.clone();
            wrong[right.length / 2] ^= 1;
            store.put(key, Content.of(wrong), PutOptions.defaults());
        }
        UUID own = mover.folder("corrupt");

        Migration ended = mover.ended(start(mover, own, MigrationLimits.usual()).id());

        assertThat(ended.state()).isEqualTo(State.COMPLETED_WITH_ERRORS);
        assertThat(ended.progress().migratedFiles()).isEqualTo(2);
        assertThat(ended.progress().failedFiles()).isEqualTo(1);
        List<MigrationItem> failed = failed(ended);
        assertThat(failed).hasSize(1);
        assertThat(failed.getFirst().objectName()).isEqualTo(addresses.get(1));
        assertThat(failed.getFirst().code()).isEqualTo("corrupt");
        assertThat(failed.getFirst().message()).contains("other bytes than were stored");
        try (LocalStore store = shared()) {
            assertThat(store.head(key)).isPresent();
            store.put(key, Content.of(right), PutOptions.defaults());
        }

        Migration again =
                mover.migrations().retry(server.admin(), ended.id(), InSameTransaction.nothing());
        assertThat(again.progress().failedFiles()).isZero();
        Migration mended = mover.ended(ended.id());

        assertThat(mended.state()).isEqualTo(State.COMPLETED);
        assertThat(mended.progress().migratedFiles()).isEqualTo(3);
        mover.requireReadable("after the retry");
        assertThatThrownBy(() ->
                        mover.migrations()
                                .retry(server.admin(), ended.id(), InSameTransaction.nothing()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem()).isInstanceOf(Problem.NotCancellable.class));
    }

    @Test
    void aCancelledOneLeavesEveryFileReadableAndAnotherGoesOnFromThere() {
        Mover mover = new Mover(server, 12);
        for (int i = 0; i < 40; i++) {
            mover.upload(50_000);
        }
        UUID own = mover.folder("cancelled");
        // Slow enough to be caught in the middle: two megabytes at 400 kB a second.
        Migration begun = start(mover, own, new MigrationLimits(400_000L, 2, null));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> mover.get(begun.id()).progress().migratedFiles() > 2);
        assertThat(mover.get(begun.id()).state()).isEqualTo(State.IN_PROGRESS);

        Migration cancelled =
                mover.migrations()
                        .cancel(server.admin(), begun.id(), "enough", InSameTransaction.nothing());

        assertThat(cancelled.state()).isEqualTo(State.CANCELLED);
        long moved = cancelled.progress().migratedFiles();
        assertThat(moved).isBetween(3L, 39L);
        mover.requireReadable("after the cancel");
        mover.upload(1_000);
        assertThat(mover.lie().get(own)).as("new files go to the old place").isEqualTo(moved);
        assertThat(mover.get(begun.id()).progress().migratedFiles()).isEqualTo(moved);
        assertThatThrownBy(() ->
                        mover.migrations()
                                .cancel(
                                        server.admin(),
                                        begun.id(),
                                        "",
                                        InSameTransaction.nothing()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem()).isInstanceOf(Problem.NotCancellable.class));

        Migration second = start(mover, own, MigrationLimits.usual());
        assertThat(second.progress().totalFiles()).isEqualTo(41 - moved);
        assertThat(mover.ended(second.id()).state()).isEqualTo(State.COMPLETED);
        mover.requireReadable("after the second");
    }

    @Test
    void limitsChangeWhileItRunsAndAClosedWindowWaits() {
        Mover mover = new Mover(server, 13);
        for (int i = 0; i < 10; i++) {
            mover.upload(1_000);
        }
        UUID own = mover.folder("window");
        LocalTime now = LocalTime.now(ZoneOffset.UTC);
        MigrationWindow later =
                new MigrationWindow(now.plusHours(5), now.plusHours(6), ZoneOffset.UTC);
        Migration begun = start(mover, own, new MigrationLimits(null, 4, later));
        Awaitility.await()
                .during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(5))
                .until(() -> mover.get(begun.id()).progress().migratedFiles() == 0);

        mover.migrations()
                .change(
                        server.admin(),
                        begun.id(),
                        new MigrationChange(5_000_000L, 8, null, true, null),
                        InSameTransaction.nothing());

        Migration ended = mover.ended(begun.id());
        assertThat(ended.state()).isEqualTo(State.COMPLETED);
        assertThat(ended.limits()).isEqualTo(new MigrationLimits(5_000_000L, 8, null));
    }

    @Test
    void aFileDeletedMeanwhileStaysDeleted() {
        Mover mover = new Mover(server, 14);
        for (int i = 0; i < 6; i++) {
            mover.upload(200_000);
        }
        UUID own = mover.folder("deleted");
        Migration begun = start(mover, own, new MigrationLimits(300_000L, 1, null));
        List<String> all = List.copyOf(mover.files.keySet());
        mover.delete(all.get(5));
        mover.delete(all.get(4));

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> mover.get(begun.id()).progress().migratedFiles() > 0);
        mover.migrations()
                .change(
                        server.admin(),
                        begun.id(),
                        new MigrationChange(0L, 16, null, false, null),
                        InSameTransaction.nothing());
        Migration ended = mover.ended(begun.id());

        assertThat(ended.state()).isEqualTo(State.COMPLETED);
        assertThat(ended.progress().migratedFiles()).isEqualTo(4);
        assertThat(ended.progress().totalFiles()).isEqualTo(4 + ended.progress().skippedFiles());
        mover.requireReadable("after the move");
        assertThat(mover.lie()).containsEntry(own, 4L).hasSize(1);
    }

    @Test
    void whatSomebodyElsePutAtTheTargetsKeyStays() {
        Mover mover = new Mover(server, 15);
        String small = mover.upload(1_000);
        String large = mover.upload(700_000);
        UUID own = mover.folder("strangers");
        byte[] theirs = {1, 2, 3};
        try (LocalStore store = folder("strangers")) {
            for (String address : List.of(small, large)) {
                store.put(new ObjectKey(address), Content.of(theirs), PutOptions.defaults());
            }
        }

        Migration ended = mover.ended(start(mover, own, MigrationLimits.usual()).id());

        assertThat(ended.state()).isEqualTo(State.COMPLETED);
        assertThat(ended.progress().migratedFiles()).isEqualTo(2);
        mover.requireReadable("beside the stranger's");
        server.service(Sweeper.class).sweep();
        try (LocalStore store = folder("strangers")) {
            for (String address : List.of(small, large)) {
                assertThat(read(store, new ObjectKey(address))).isEqualTo(theirs);
            }
            assertThat(store.list(new ListRequest("organizations/", "", 10)).objects()).hasSize(4);
        }
    }

    @Test
    void aKeptSourceIsNotPurged() {
        Mover mover = new Mover(server, 16);
        String address = mover.upload(1_000);
        UUID own = mover.folder("keptsource");
        Migration ended = mover.ended(mover.start(null, new Backend(own), Duration.ZERO).id());
        mover.migrations().keepSource(server.admin(), ended.id(), InSameTransaction.nothing());

        moveTime(Duration.ofDays(400));
        server.service(Sweeper.class).sweep();
        moveTime(Duration.ZERO);

        assertThat(mover.get(ended.id()).keepSource()).isTrue();
        try (LocalStore store = shared()) {
            assertThat(store.head(new ObjectKey(address))).isPresent();
        }
        assertThat(mover.objects()).isEqualTo(Map.of("live", 1L, "doomed", 1L));
    }

    private static LocalStore folder(String name) {
        return LocalStore.open(
                server.data().resolve("objects").resolve(name), InstantSource.system());
    }

    private static void moveTime(Duration ahead) {
        String now = "now() + interval ''%d seconds''".formatted(ahead.toSeconds());
        server.tx()
                .forSystem()
                .statement(sql ->
                        sql.update(
                                "CREATE OR REPLACE FUNCTION sw_now() RETURNS timestamptz"
                                        + " LANGUAGE sql STABLE AS 'SELECT "
                                        + now
                                        + "'"));
    }

    private static List<MigrationItem> failed(Migration migration) {
        return server.service(MigrationViews.class)
                .items(
                        server.admin(),
                        migration.id(),
                        MigrationItem.State.FAILED,
                        PageRequest.first())
                .items();
    }

    private static byte[] read(LocalStore store, ObjectKey key) {
        try (var body = store.get(key, dev.storeward.store.ByteRange.all())) {
            return body.stream().readAllBytes();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

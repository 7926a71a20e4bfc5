package dev.storeward.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.migration.Migration.State;
import dev.storeward.core.migration.engine.Engine;
import dev.storeward.store.StoreException.Code;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a slot works on, and when it goes on: past the files of a place that fails, and not before
 * its next file is due.
 */
class SlotTurnsTest {
    private static final int AT_SHARED = 20;
    private static final int BESIDE = 6;
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir Path folder;

    private ModelMoves moves;
    private MigrationViews views;

    /** The files that a failing place was asked for, and how often. */
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    private final AtomicInteger calls = new AtomicInteger();

    @BeforeEach
    void begin() {
        moves = new ModelMoves(folder, "turns");
        views = new MigrationViews(moves.core.tx);
    }

    @AfterEach
    void close() {
        moves.close();
    }

    private void put(int files) {
        int wanted = moves.tenant.files.size() + files;
        while (moves.tenant.files.size() < wanted) {
            moves.tenant.put(moves.random);
        }
    }

    /** Files at the shared place come first; those beside it after them. */
    private Migration fromTwoPlaces() {
        put(AT_SHARED);
        moves.core.sql(
                "UPDATE placement SET backend_id = '%s', version = version + 1"
                        .formatted(moves.tenant.places.get(1)));
        put(BESIDE);
        return moves.startTo(2);
    }

    private ModelNode node(Duration rest) {
        ModelNode node =
                moves.node(
                        rest,
                        (key, fault) -> {
                            if (fault.kind() == Trouble.Kind.FAILS) {
                                asked.add(Trouble.name(key));
                                calls.incrementAndGet();
                            }
                        });
        moves.tenant.beat(node.id);
        return node;
    }

    private void workOnAll(ModelNode node) {
        moves.tenant.beat(node.id);
        node.engine.pieces().forEach(piece -> node.engine.work(piece, () -> false));
    }

    private Migration now(Migration begun) {
        return views.get(moves.core.admin, begun.id());
    }

    /** The code of what stands in its way; empty for nothing. */
    private String trouble(Migration begun) {
        Migration.Trouble trouble = now(begun).trouble();
        return trouble == null ? "" : trouble.code();
    }

    @Test
    void aSilentSourceKeepsNoFileOfAnotherWaiting() {
        Migration begun = fromTwoPlaces();
        moves.trouble.down("shared", Code.UNREACHABLE);
        try (ModelNode node = node(LONG)) {
            workOnAll(node);

            assertThat(now(begun).progress().migratedFiles()).isEqualTo(BESIDE);
            assertThat(now(begun).state()).isEqualTo(State.IN_PROGRESS);
            assertThat(trouble(begun)).isEqualTo("unreachable");
            assertThat(asked).hasSizeBetween(8, 12);

            calls.set(0);
            Instant before = Instant.now();
            for (String piece : node.engine.pieces()) {
                assertThat(node.engine.work(piece, () -> false))
                        .hasValueSatisfying(
                                at -> assertThat(at).isAfterOrEqualTo(before.plusSeconds(5)));
            }
            assertThat(calls).as("calls to a place that rests").hasValue(0);
        }
    }

    @Test
    void aPlaceThatAnswersNothingHoldsAMigrationsThreadsForOneDeadlineAndThenOne() {
        Migration begun = fromTwoPlaces();
        moves.trouble.silent("shared");
        try (ModelNode node = node(Duration.ZERO)) {
            workOnAll(node);

            assertThat(now(begun).progress().migratedFiles()).isEqualTo(BESIDE);
            assertThat(calls.get()).as("calls, each of a deadline").isEqualTo(asked.size());
            assertThat(asked).as("4 at once, 2 to tell, and a probe a turn").hasSizeLessThan(10);
        }
    }

    @Test
    void whenItHasRestedOneFileIsAskedForAndAllGoOnOnceThatMoved() {
        Migration begun = fromTwoPlaces();
        moves.trouble.down("shared", Code.UNREACHABLE);
        try (ModelNode node = node(Duration.ZERO)) {
            workOnAll(node);
            moves.core.setTime(Duration.ofHours(1));
            asked.clear();
            node.engine.work(begun.id() + "/0", () -> false);
            assertThat(asked).as("files asked for by one turn, with all due").hasSize(1);
            moves.trouble.heal();
            while (now(begun).state().open()) {
                workOnAll(node);
            }
        }

        assertThat(now(begun).state()).isEqualTo(State.COMPLETED);
        assertThat(trouble(begun)).isEmpty();
        assertThat(now(begun).progress().migratedFiles()).isEqualTo(AT_SHARED + BESIDE);
    }

    @Test
    void aRefusedKeyOfOneSourceEndsItAfterTenMinutesAndNotBeforeTheOthersFilesMoved() {
        Migration begun = fromTwoPlaces();
        moves.trouble.down("shared", Code.UNAUTHENTICATED);
        try (ModelNode node = node(Duration.ZERO)) {
            for (int minute = 0; minute < 10; minute += 3) {
                moves.core.setTime(Duration.ofMinutes(minute));
                workOnAll(node);
                assertThat(now(begun).state()).as("minute %d", minute).isEqualTo(State.IN_PROGRESS);
            }
            assertThat(now(begun).progress().migratedFiles()).isEqualTo(BESIDE);
            moves.core.setTime(Duration.ofMinutes(11));
            workOnAll(node);
        }

        assertThat(now(begun).state()).isEqualTo(State.FAILED);
        assertThat(trouble(begun)).isEqualTo("unauthenticated");
        assertThat(now(begun).progress().failedFiles()).as("files that are to blame").isZero();
    }

    @Test
    void noFilesAreTakenForATargetThatFails() {
        put(30);
        Migration begun = fromTwoPlaces();
        moves.trouble.down("apart-turns", Code.FULL);
        try (ModelNode node = node(Duration.ZERO)) {
            workOnAll(node);
            long taken = moves.count("migration_item");
            assertThat(taken).as("of 56 files").isBetween(8L, 30L);
            for (int turn = 0; turn < 3; turn++) {
                workOnAll(node);
            }
            assertThat(moves.count("migration_item")).isEqualTo(taken);
            assertThat(trouble(begun)).isEqualTo("full");
        }
    }

    @Test
    void aSlotSleepsUntilItsNextFileIsDueAndOneWithoutFilesAFewSeconds() {
        put(1);
        Migration begun = moves.start(Duration.ZERO);
        try (ModelNode node = node(LONG)) {
            oneWaits();
            moves.core.sql("UPDATE migration SET taken_all = true");
            Instant before = Instant.now();

            assertThat(node.engine.work(begun.id() + "/0", () -> false))
                    .hasValueSatisfying(
                            at -> assertThat(at).isAfterOrEqualTo(before.plusSeconds(60)));
            assertThat(node.engine.work(begun.id() + "/1", () -> false))
                    .hasValueSatisfying(
                            at -> assertThat(at).isAfterOrEqualTo(before.plusSeconds(5)));
        }
    }

    @Test
    void oneFileThatWaitsForLongKeepsASlotFromNoneThatCanBeTaken() {
        put(4);
        Migration begun = moves.start(Duration.ZERO);
        oneWaits();
        Engine engine = moves.engine(1, Duration.ZERO);
        Instant before = Instant.now();

        assertThat(engine.work(begun.id() + "/0", () -> false))
                .hasValueSatisfying(at -> assertThat(at).isBefore(before.plusSeconds(30)));
    }

    /** The last file is slot 0's, and not due for an hour. */
    private void oneWaits() {
        moves.core.sql(
                """
                INSERT INTO migration_item (tenant_id, migration_id, file_id, slot, state, size, from_object,
                  from_location, from_key, not_before)
                SELECT f.tenant_id, m.id, f.id, 0, 'waiting', f.size, o.id, o.location_id, o.key,
                  sw_now() + interval '1 hour'
                FROM migration m JOIN file f ON f.tenant_id = m.tenant_id
                JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
                ORDER BY f.id DESC LIMIT 1
                """);
    }
}

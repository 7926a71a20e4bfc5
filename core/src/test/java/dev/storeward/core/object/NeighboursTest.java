package dev.storeward.core.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.testkit.server.SilentServer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One place's trouble is no other's. The silent endpoint is a real one. */
class NeighboursTest {
    private final Purging purging = new Purging();
    private final SilentServer silent = SilentServer.start();

    @AfterEach
    void close() {
        silent.close();
        purging.close();
    }

    /** Places of other tenants, each with two objects of deleted files. */
    private List<String> others(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = "other-" + i;
            UUID location = purging.location(name);
            purging.deleted(location, name, name + "/a");
            purging.deleted(location, name, name + "/b");
            names.add(name);
        }
        return names;
    }

    private boolean removed(List<String> names) {
        return names.stream()
                .allMatch(name ->
                        !purging.bucket(name).holds(name + "/a")
                                && !purging.bucket(name).holds(name + "/b"));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(20);
        }
    }

    @Test
    void fiveThousandObjectsAtAPlaceThatNeverAnswersDelayNoOther() throws InterruptedException {
        UUID dead = purging.location("dead");
        purging.manyDeleted(dead, 5_000);
        purging.bucket("dead").askAt(silent.address(), false);
        List<String> others = others(20);
        purging.sweeper.findDue();

        try (PurgeWorkers workers = PurgeWorkers.start(purging.sweeper, 2)) {
            silent.awaitConnection();
            // It has not answered yet, nor will it before all others are served.
            await(() -> removed(others) && purging.places() == 1);
            assertThat(silent.connections()).isEqualTo(1);

            silent.close();
            assertThat(workers).isNotNull();
            await(() -> !purging.troubleAt(dead).isEmpty());
        }

        assertThat(purging.troubleAt(dead)).isEqualTo("No answer in time.");
        assertThat(purging.states(dead)).containsExactly("doomed 5000");
    }

    @Test
    void aPlaceThatFallsSilentInABatchIsAskedOnce() {
        UUID dead = purging.location("dead");
        for (int i = 0; i < 30; i++) {
            purging.doomed(dead, "dead", "k" + i, null);
        }
        purging.bucket("dead").markWithoutRun(".storeward/" + purging.installation);
        purging.bucket("dead").askAt(silent.address(), true);
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        silent.awaitConnection();
                        silent.close();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });

        assertThat(purging.sweeper.sweep()).isZero();

        assertThat(silent.connections()).isEqualTo(1);
        assertThat(purging.states(dead)).containsExactly("doomed 29", "doomed failed 1");
    }

    @Test
    void aPlaceThatFailedIsTriedWithOneObjectAndAllItsObjectsGoWhenItIsBack() {
        UUID place = purging.location("ill");
        for (int i = 0; i < 30; i++) {
            purging.deleted(place, "ill", "k" + i);
        }
        purging.bucket("ill").forbidListing();
        assertThat(purging.sweeper.sweep()).isZero();
        assertThat(purging.sweeper.sweep()).as("its time has not come").isZero();
        assertThat(purging.places()).isEqualTo(1);

        purging.bucket("ill").allowListing();
        purging.core.sql("UPDATE purge_place SET next_at = now()");
        assertThat(purging.sweeper.sweep()).isEqualTo(30);

        assertThat(purging.bucket("ill").deletedAtOnce()).containsExactly(1, 29);
        assertThat(purging.states(place)).containsExactly("purged 30");
        assertThat(purging.places()).isZero();
    }

    @Test
    void aPlaceTakesTurnsWithTheOthers() {
        UUID huge = purging.location("huge");
        purging.manyDeleted(huge, 25);
        Sweeper sweeper =
                purging.sweeper(
                        RemovalPermit.always(),
                        new Sweeper.Share(java.time.Duration.ofHours(1), 10, 5));
        sweeper.findDue();

        List<Integer> turns = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sweeper.claim(PurgePlace.Lane.WORKING)
                    .ifPresent(place -> turns.add(sweeper.purge(place)));
        }

        assertThat(turns).containsExactly(10, 10, 5);
        assertThat(purging.states(huge)).containsExactly("purged 25");
    }

    @Test
    void whatLiesWhereNoBackendLeadsIsNotTouchedAndGoesWhenOneIsBack() {
        UUID place = purging.location("forgotten");
        purging.deleted(place, "forgotten", "a");
        purging.core.sql("UPDATE backend SET state = 'forgotten'");
        String before = purging.rows(place);

        assertThat(purging.sweeper.sweep()).isZero();

        assertThat(purging.rows(place)).as("not written again").isEqualTo(before);
        assertThat(purging.places()).isZero();
        purging.core.sql("UPDATE backend SET state = 'active'");
        assertThat(purging.sweeper.sweep()).isEqualTo(1);
        assertThat(purging.bucket("forgotten").holds("a")).isFalse();
    }

    @Test
    void nothingIsTakenAwayWithoutThePermit() {
        UUID place = purging.location("kept");
        UUID object = purging.doomed(place, "kept", "a", null);
        Sweeper sweeper = purging.sweeper(() -> false, Sweeper.Share.usual());

        assertThat(sweeper.sweep()).isZero();
        sweeper.sweep(purging.tenant, object);

        assertThat(purging.bucket("kept").holds("a")).isTrue();
        assertThat(purging.states(place)).containsExactly("doomed 1");
        assertThat(purging.places()).isZero();
    }

    @Test
    void placesAreFoundByStepsThroughTheIndex() {
        for (int i = 0; i < 700; i++) {
            UUID location = purging.location("place-" + i);
            purging.manyDeleted(location, i == 300 ? 20_000 : 1);
        }
        purging.core.analyze();

        long touched =
                purging.touched(sql ->
                        assertThat(PurgePlaceTable.find(sql, new UUID(0, 0), 500)).isPresent());

        assertThat(purging.places()).isEqualTo(500);
        assertThat(touched).isLessThan(2_500);
        purging.sweeper.findDue();
        assertThat(purging.places()).isEqualTo(700);
    }

    @Test
    void aBatchOfMillionsReadsNoMoreThanItself() {
        UUID huge = purging.location("huge");
        purging.manyDeleted(huge, 20_000);
        purging.manyDeleted(purging.location("other"), 20_000);
        purging.core.analyze();

        long touched =
                purging.touched(sql -> assertThat(PurgeTable.claimAt(sql, huge, 500)).hasSize(500));

        assertThat(touched).isLessThan(2_500);
    }
}

package dev.storeward.core.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.db.Ids;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SweeperTest {
    private final Purging purging = new Purging();
    private final Sweeper sweeper = purging.sweeper;

    @AfterEach
    void close() {
        purging.close();
    }

    @Test
    void aLocationWhoseCredentialDoesNotOpenHoldsBackNoOther() {
        UUID damaged = purging.location("damaged");
        purging.doomed(damaged, "damaged", "a", "u");
        for (int i = 0; i < 5; i++) {
            purging.doomed(purging.location("whole-" + i), "whole-" + i, "b" + i, "u");
        }

        assertThat(sweeper.sweep()).isEqualTo(5);

        assertThat(purging.troubleAt(damaged)).isEqualTo("A value sealed under mk_1 was changed.");
        assertThat(purging.states(damaged)).containsExactly("doomed 1");
        assertThat(purging.bucket("damaged").holds("a")).isTrue();
        assertThat(purging.bucket("whole-4").holds("b4")).isFalse();
    }

    @Test
    void aKeyThatCannotBeDeletedHoldsBackNoOther() {
        UUID location = purging.location("one");
        for (String key : List.of("a", "b", "c")) {
            purging.doomed(location, "one", key, "u");
        }
        purging.bucket("one").poison("b");

        assertThat(sweeper.sweep()).isEqualTo(2);

        assertThat(purging.bucket("one").holds("a")).isFalse();
        assertThat(purging.bucket("one").holds("c")).isFalse();
        assertThat(purging.errorOf("a")).isEmpty();
        assertThat(purging.errorOf("b"))
                .isEqualTo("The backend could not be used: IllegalArgumentException.");
    }

    @Test
    void aPlaceThatMayNotBeListedSaysSoAndKeepsItsObjects() {
        UUID location = purging.location("one");
        purging.doomed(location, "one", "a", "u");
        purging.bucket("one").forbidListing();

        assertThat(sweeper.sweep()).isZero();

        assertThat(purging.troubleAt(location))
                .contains("may not list", "s3:ListBucket", "Access denied.");
        assertThat(purging.bucket("one").holds("a")).isTrue();
    }

    @Test
    void whatAnotherPutUnderTheKeyOfAWriteThatWasCutOffStays() {
        UUID location = purging.location("one");
        purging.doomed(location, "one", "theirs", "");
        purging.doomed(location, "one", "ours", "");
        purging.bucket("one").hold("theirs", Ids.next());

        assertThat(sweeper.sweep()).isEqualTo(2);

        assertThat(purging.bucket("one").holds("theirs")).isTrue();
        assertThat(purging.bucket("one").holds("ours")).isFalse();
    }

    @Test
    void uploadsThatMayNotBeListedAreAbortedByTheIdThatIsKnown() {
        UUID location = purging.location("one");
        purging.bucket("one").markWithoutRun(".storeward/" + purging.installation);
        purging.doomed(location, "one", "a", "known");
        assertThat(sweeper.sweep()).isEqualTo(1);
        purging.doomed(location, "one", "b", "known too");
        purging.bucket("one").forbidListing();

        assertThat(sweeper.sweep()).isEqualTo(1);

        assertThat(purging.bucket("one").holds("b")).isFalse();
        assertThat(purging.bucket("one").aborted()).containsExactly("known", "known too");
    }

    @Test
    void whatARuleKeepsIsAskedForOnceADayAndOnItsDay() {
        UUID location = purging.location("one");
        for (int i = 0; i < 20; i++) {
            purging.deleted(location, "one", "k" + i);
        }
        purging.core.settableTime();
        Instant day = Instant.now().plus(Duration.ofHours(30)).truncatedTo(ChronoUnit.SECONDS);
        purging.bucket("one").retain(day);

        assertThat(sweeper.sweep()).isZero();
        assertThat(purging.errorOf("k7"))
                .isEqualTo("A retention rule keeps the object in the bucket until " + day + ".");
        assertThat(hoursToWait()).isEqualTo(24);
        assertThat(purging.places()).as("places in trouble").isZero();

        purging.core.setTime(Duration.ofHours(24));
        assertThat(sweeper.sweep()).isZero();
        assertThat(hoursToWait()).isEqualTo(30);

        purging.core.setTime(Duration.ofHours(31));
        purging.bucket("one").retain(null);
        assertThat(sweeper.sweep()).isEqualTo(20);
    }

    /** Until the objects are asked for, from the beginning on. */
    private long hoursToWait() {
        return purging.core
                .tx
                .forSystem()
                .statement(sql ->
                        sql.one(
                                """
                                SELECT round(extract(epoch FROM max(purge_after) - now()) / 3600)::bigint AS n
                                FROM object WHERE purge_after > sw_now()
                                """,
                                row -> row.number("n")));
    }

    @Test
    void tombstonesGoAtTheRateTheyCome() {
        UUID location = purging.location("one");
        purging.manyDeleted(location, 4_500);
        purging.core.sql("UPDATE object SET state = 'purged', purge_after = now()");
        purging.manyDeleted(purging.location("two"), 3);

        assertThat(sweeper.forgetTombstones()).isEqualTo(4_500);

        assertThat(purging.states(location)).isEmpty();
        assertThat(sweeper.forgetTombstones()).isZero();
    }
}

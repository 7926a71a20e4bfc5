package dev.storeward.core.migration.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A place rests for ten seconds after the third failure in a row. */
class PlaceBreakersTest {
    private static final int MOST = 3;

    private final UUID place = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();
    private final UUID file = UUID.randomUUID();
    private final UUID second = UUID.randomUUID();
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final PlaceBreakers<String> breakers =
            new PlaceBreakers<>(() -> now, Duration.ofSeconds(10));

    private void fails(int times) {
        for (int i = 0; i < times; i++) {
            breakers.failed(place, "silent", MOST);
        }
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void itRestsAndNoOtherDoes() {
        fails(MOST - 1);
        assertThat(breakers.admits(place, file)).isTrue();
        assertThat(breakers.open()).isEmpty();

        fails(1);

        assertThat(breakers.admits(place, file)).isFalse();
        assertThat(breakers.admits(other, file)).isTrue();
        assertThat(breakers.open()).containsExactly(place);
        assertThat(breakers.resting()).containsExactly(place);
        assertThat(breakers.untilProbe(place)).isEqualTo(Duration.ofSeconds(10));
        assertThat(breakers.lastFailure(place)).contains("silent");
    }

    @Test
    void anAnswerInBetweenBeginsTheCountAnew() {
        fails(MOST - 1);
        breakers.answered(place);
        fails(MOST - 1);

        assertThat(breakers.isOpen(place)).isFalse();
        assertThat(breakers.admits(place, file)).isTrue();
    }

    @Test
    void afterTheRestOneFileIsTheProbe() {
        fails(MOST);
        pass(Duration.ofSeconds(10));
        assertThat(breakers.untilProbe(place)).isZero();
        assertThat(breakers.resting()).isEmpty();

        assertThat(breakers.admits(place, file)).isTrue();

        assertThat(breakers.admits(place, file)).as("the probe itself").isTrue();
        assertThat(breakers.admits(place, second)).isFalse();
        assertThat(breakers.resting()).containsExactly(place);
    }

    @Test
    void aProbeThatFailsBeginsAnotherRestAndOneThatWorksEndsIt() {
        fails(MOST);
        pass(Duration.ofSeconds(10));
        assertThat(breakers.admits(place, file)).isTrue();
        fails(1);
        breakers.release(place, file);

        assertThat(breakers.untilProbe(place)).isEqualTo(Duration.ofSeconds(10));
        assertThat(breakers.admits(place, second)).isFalse();

        pass(Duration.ofSeconds(10));
        assertThat(breakers.admits(place, second)).isTrue();
        breakers.answered(place);

        assertThat(breakers.admits(place, file)).isTrue();
        assertThat(breakers.open()).isEmpty();
        assertThat(breakers.lastFailure(place)).isEmpty();
    }

    @Test
    void aProbeThatNothingCameOfGivesItsTurnToAnother() {
        fails(MOST);
        pass(Duration.ofSeconds(10));
        assertThat(breakers.admits(place, file)).isTrue();

        breakers.release(place, second);
        assertThat(breakers.admits(place, second)).as("released by another").isFalse();
        breakers.release(place, file);

        assertThat(breakers.admits(place, second)).isTrue();
    }

    @Test
    void aProbeThatIsNotHeardOfKeepsThePlaceFromNobody() {
        fails(MOST);
        pass(Duration.ofSeconds(10));
        assertThat(breakers.admits(place, file)).isTrue();
        pass(Duration.ofMinutes(10));

        assertThat(breakers.admits(place, second)).isTrue();
    }
}

package dev.storeward.bench.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.bench.client.Load.Outcome;
import dev.storeward.bench.server.CpuTime;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    /** One to a hundred milliseconds. */
    private final Outcome outcome =
            new Outcome(
                    4,
                    new CpuTime(3, 1),
                    LongStream.rangeClosed(1, 100).map(i -> i * 1_000_000).toArray());

    @Test
    void quantilesAreRequestsThatTookSoLong() {
        assertThat(outcome.millis(0)).isEqualTo(1);
        assertThat(outcome.millis(0.5)).isEqualTo(51);
        assertThat(outcome.millis(0.99)).isEqualTo(100);
        assertThat(outcome.millis(1)).isEqualTo(100);
    }

    @Test
    void costIsAMillisecondsShareOfEachRequest() {
        assertThat(outcome.perSecond()).isEqualTo(25);
        assertThat(outcome.cpuMillis()).isEqualTo(new CpuTime(30, 10));
        assertThat(outcome.cpuMillis().total()).isEqualTo(40);
    }

    @Test
    void cpuIsWhatWasSpentSince() {
        assertThat(new CpuTime(5, 3).since(new CpuTime(2, 1))).isEqualTo(new CpuTime(3, 2));
    }
}

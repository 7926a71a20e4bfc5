package dev.storeward.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.bench.client.Load.Outcome;
import dev.storeward.bench.report.Row;
import dev.storeward.bench.server.CpuTime;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SmallFilesTest {
    /** A hundred requests, of which the slowest two took so many milliseconds. */
    private static Outcome slowest(long millis) {
        long[] nanos =
                LongStream.range(0, 100)
                        .map(i -> i < 98 ? 1_000_000 : millis * 1_000_000)
                        .toArray();
        return new Outcome(10, new CpuTime(0.2, 0.1), nanos);
    }

    @Test
    void theFirstSecondsAreComparedByTheirSlowestRequests() {
        Row row = SmallFiles.firstSeconds(slowest(300), slowest(100));

        assertThat(row.measured())
                .isEqualTo("3.00 ms = 2.00 + 1.00 ms, 10.0/s, p50 1.00, p99 300 ms");
        assertThat(row.against())
                .isEqualTo("later 3.00 ms = 2.00 + 1.00 ms, 10.0/s, p50 1.00, p99 100 ms");
        assertThat(row.ratio()).isEqualTo("3.00×");
        assertThat(row.target()).isEqualTo("≤ 2.00 times ✗");
        assertThat(SmallFiles.firstSeconds(slowest(199), slowest(100)).target())
                .isEqualTo("≤ 2.00 times ✓");
    }
}

package dev.storeward.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void threeDigitsThatMatter() {
        assertThat(Figures.number(0.126)).isEqualTo("0.13");
        assertThat(Figures.number(9.994)).isEqualTo("9.99");
        assertThat(Figures.number(12.34)).isEqualTo("12.3");
        assertThat(Figures.number(1234.5)).isEqualTo("1,235");
        assertThat(Figures.times(2)).isEqualTo("2.00×");
        assertThat(Figures.mebibytes(3 << 19)).isEqualTo("1.50 MiB");
    }

    @Test
    void aTargetIsMetOrNot() {
        assertThat(Figures.atMost(0.8, 0.8, "ms")).isEqualTo("≤ 0.80 ms ✓");
        assertThat(Figures.atMost(0.81, 0.8, "ms")).isEqualTo("≤ 0.80 ms ✗");
        assertThat(Figures.atLeast(1.3, 1.3)).isEqualTo("≥ 1.30× ✓");
        assertThat(Figures.atLeast(1.29, 1.3)).isEqualTo("≥ 1.30× ✗");
    }

    @Test
    void theMedianIsTheMiddleOrTheOneAfterIt() {
        assertThat(Figures.median(List.of(3.0, 1.0, 2.0), value -> value)).isEqualTo(2);
        assertThat(Figures.median(List.of(4.0, 1.0, 3.0, 2.0), value -> value)).isEqualTo(3);
    }

    @Test
    void aPeersRangeIsOverOursFromTheBestCaseToTheWorst() {
        assertThat(Peer.GB_UP.over(2)).isEqualTo("2.15–4.05×");
        assertThat(Peer.GB_UP).hasToString("4.30–8.10");
    }
}

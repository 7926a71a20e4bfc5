package dev.storeward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.console.page.Shown;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1, 1 byte",
        "1023, 1023 bytes",
        "1024, 1 KiB",
        "1536, 1.50 KiB",
        "10240, 10 KiB",
        "1048575, 1 MiB",
        "104857600, 100 MiB",
        "9223372036854775807, 8 EiB"
    })
    void aSizeHasThreeFiguresAtMost(long bytes, String shown) {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(Shown.size(bytes)).isEqualTo(shown);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void whatIsExactHasEveryFigure() {
        assertThat(Shown.exact(1)).isEqualTo("1 byte");
        assertThat(Shown.exact(1_234_567)).isEqualTo("1,234,567 bytes");
    }

    @ParameterizedTest
    @CsvSource({"0, 100, 0", "50, 200, 25", "300, 100, 100", "1, 0, 100", "0, 0, 0"})
    void aShareIsFromNothingToAll(long part, long whole, int percent) {
        assertThat(Shown.percent(part, whole)).isEqualTo(percent);
    }

    @Test
    void aTimeIsToldForMachinesAndInUtc() {
        Instant at = Instant.parse("2031-02-03T04:05:06.789Z");

        assertThat(Shown.machine(at)).isEqualTo("2031-02-03T04:05:06Z");
        assertThat(Shown.utc(at)).isEqualTo("2031-02-03 04:05 UTC");
    }
}

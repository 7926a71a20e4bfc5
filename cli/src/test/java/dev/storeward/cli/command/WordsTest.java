package dev.storeward.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1000,1000",
        "50MB,50000000",
        "50MiB,52428800",
        "1 gib,1073741824",
        "2k,2000",
        "7B,7"
    })
    void bytesAreReadWithTheirUnit(String text, long bytes) {
        assertThat(Words.bytes("--quota", text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1.5G", "5 MB/s", "999999999999999TiB"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> Words.bytes("--quota", text))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("--quota: ");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "90,90", "90s,90", "30m,1800", "24h,86400", "7d,604800"})
    void timesAreReadWithTheirUnit(String text, long seconds) {
        assertThat(Words.seconds("--grace", text)).isEqualTo(seconds);
    }

    @Test
    void sizesAreToldForPeople() {
        assertThat(Words.size(1023)).isEqualTo("1023 B");
        assertThat(Words.size(1536)).isEqualTo("1.5 KiB");
        assertThat(Words.size(Long.MAX_VALUE)).isEqualTo("8192.0 PiB");
    }

    @Test
    void nothingThatSteersATerminalIsPrinted() {
        assertThat(Words.clean("a\u001b[31mb\u202ec\u0085d\ud800e\n")).isEqualTo("a?[31mb?c?d?e?");
        assertThat(Words.clean("\u00e4\u65e5\ud83d\ude00")).isEqualTo("\u00e4\u65e5\ud83d\ude00");
    }
}

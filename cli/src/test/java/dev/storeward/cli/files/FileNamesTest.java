package dev.storeward.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.cli.command.Failure;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {

    @ParameterizedTest
    @CsvSource({
        "2026/film_20261128_150635_46da12ae.mp4, 2026/film.mp4",
        "a.tar_20261128_150635_46da12ae.gz, a.tar.gz",
        "README_20261128_150635_46da12ae, README",
        "photo.jpg, photo.jpg",
        "report_20261128.pdf, report_20261128.pdf",
        "x_20261128_150635_46DA12AE.txt, x_20261128_150635_46DA12AE.txt"
    })
    void theNameAFileWasSentByIsFoundInItsOwn(String stored, String plain) {
        assertThat(FileNames.plain(stored)).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({"a b.txt, a_b.txt", "grün.txt, grün.txt", "a(1)&.txt, a_1__.txt", "日本.txt, 日本.txt"})
    void namesAreMadeSafeAsTheServerDoes(String sent, String safe) {
        assertThat(FileNames.safe(sent)).isEqualTo(safe);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../up", "a/../../up", "a//b", "/etc/passwd", ".", ""})
    void noNameFromTheServerLeadsOutOfTheFolder(String name) {
        assertThatThrownBy(() -> LocalFiles.under(Path.of("here"), name))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("cannot be a file's on this disk");
    }

    @Test
    void progressIsALine() {
        assertThat(ProgressBar.line("film", 5L << 20, 20L << 20, Duration.ofSeconds(5)))
                .isEqualTo(
                        "film  [######                  ] 25 %  5.0 MiB of 20.0 MiB  1.0 MiB/s, 15 s left");
        assertThat(ProgressBar.line("none", 0, 0, Duration.ZERO))
                .isEqualTo("none  [########################] 100 %  0 B of 0 B");
    }
}

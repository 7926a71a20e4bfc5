package dev.storeward.core.file.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {
    private static final Instant TIME = Instant.parse("2026-02-03T04:05:06Z");

    @ParameterizedTest
    @DisplayName("letters, digits and marks of any script stay, as do dots, underscores and dashes")
    @CsvSource(
            delimiter = '|',
            value = {
                "my report.pdf | my_report.pdf",
                "a#b?c%d&e\"f.txt | a_b_c_d_e_f.txt",
                "100% (final) [v2]+;:@=$!*,'.csv | 100___final___v2___________.csv",
                "Größe-1_ü.txt | Größe-1_ü.txt",
                "отчёт.docx | отчёт.docx",
                "हिन्दी.txt | हिन्दी.txt",
                "報告書２.xlsx | 報告書２.xlsx",
                "a\u202Egpj.exe | a_gpj.exe",
                "😀.png | _.png",
                "C:\\\\dir\\\\x y.txt | x_y.txt",
                "../../etc/passwd | passwd",
                ".. | file",
                "a/ | a"
            })
    void theSafeFormStandsInAnAddressAsItIs(String sent, String safe) {
        assertThat(FileNames.safe(sent)).isEqualTo(safe);
    }

    @Test
    @DisplayName("an address that was pasted into a URL is the same address")
    void anAddressIsAUrlsPath() {
        String name = FileNames.uniqueName("50% \"off\" #1? <a&b>^`{|}~.txt", TIME, "01234567");

        assertThat(name).endsWith("_20260203_040506_01234567.txt");
        assertThat(URI.create("http://host/" + name).getPath()).isEqualTo("/" + name);
        assertThat(FileNames.checkedName("file_name", "50% off.txt")).isEqualTo("50% off.txt");
    }
}

package dev.storeward.cli.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Manifests checked offline: every way in which one is not well formed, signed or not. */
class ManifestFormatTest extends ManifestFixture {
    private static String changed(UnaryOperator<List<String>> change) {
        return signed(String.join("", change.apply(lines())), KEYS);
    }

    @Test
    void aSignedFileThatIsNamedTwiceIsMet() {
        refused(
                changed(lines -> {
                    lines.set(3, line(2));
                    return lines;
                }),
                "Line 4 names a file that the line before it names: " + id(2));
    }

    @Test
    void aSignedFileOutOfOrderIsMet() {
        refused(
                changed(lines -> {
                    lines.set(2, line(3));
                    lines.set(3, line(2));
                    return lines;
                }),
                "Line 4 is out of order");
    }

    @Test
    void countsThatDoNotAddUpAreMet() {
        refused(
                changed(lines -> {
                    lines.remove(3);
                    return lines;
                }),
                "The first line announces 3 files of 60 bytes; there are 2 of 30.");
    }

    @Test
    void aFileInPiecesTellsTheirSizes() {
        String inPieces =
                changed(lines -> {
                    lines.set(2, line(2).replace("\"from\"", "\"pieces\":\"9x2,2x1\",\"from\""));
                    return lines;
                });

        assertThat(verify(inPieces.getBytes(java.nio.charset.StandardCharsets.UTF_8))).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "2 | \"from\" | \"pieces\":\"9x1\",\"from\" | Line 2: pieces is not",
                "2 | \"from\" | \"pieces\":\"10\",\"from\" | Line 2: pieces is not",
                "2 | \"from\" | \"pieces\":10,\"from\" | Line 2: pieces is not",
                "1 | \"version\":1 | \"version\":2 | of a version that this storeward does not know",
                "1 | storeward-migration-manifest | other | This is no manifest of a migration",
                "1 | \"status\":\"completed\" | \"status\":\"in_progress\" | Line 1: status is not",
                "1 | \"files\":3 | \"files\":-3 | Line 1: files is not",
                "1 | \"files\":3 | \"files\":3,\"files\":3 | Line 1 is not a JSON object",
                "1 | \"files\":3 | \"files\":3,\"more\":1 | Line 1: more is unknown",
                "1 | \"prefix\":\"p\" | \"path\":\"p\" | Line 1: prefix is missing",
                "2 | \"size\":10 | \"size\":1e1 | Line 2: size is not",
                "2 | \"size\":10 | \"size\":\"10\" | Line 2: size is not",
                "2 | \"size\":10 | \"size\":99999999999999999999 | Line 2: size is not",
                "3 | \"size\":20 | \"size\":9223372036854775807 | Line 3: size is not",
                "2 | \"sha256\":\"ab | \"sha256\":\"AB | Line 2: sha256 is not",
                "2 | 2026-01-01T00:30:00Z | yesterday | Line 2: verified_at is not",
                "2 | 00000000000a | 00000000000c | Line 2: from is at a location",
                "2 | \"key\":\"a/1\" | \"key\":\"\" | Line 2: from.key is not",
                "2 | \"key\":\"a/1\" | \"key\":{\"a\":1} | Line 2: from.key is not",
                "2 | \"file_id\":\"0 | \"file_id\":\"x | Line 2: file_id is not",
                "2 | {\"file_id\" | [{\"file_id\" | Line 2 is not a JSON object",
                "2 | \"size\":10 | \"size\":10,\"e\\u001bvil\":1 | Line 2: e?vil is unknown"
            })
    void whatIsSignedAndStillNotWellFormedIsNamed(
            int line, String from, String to, String sentence) {
        refused(
                changed(lines -> {
                    lines.set(line - 1, lines.get(line - 1).replace(from, to));
                    return lines;
                }),
                sentence);
    }

    @Test
    void aLineWithoutEndIsGivenUpEarly() {
        refused("{\"a\":\"" + "x".repeat(3 << 20), "Line 1 is longer than 1048576 bytes");
    }

    @Test
    void whatIsNotTextIsRefused() {
        assertThat(verify(new byte[] {(byte) 0xff, (byte) 0xfe, 0, '\n'})).isEqualTo(1);
        assertThat(err.toString()).contains("Line 1 is not a JSON object in UTF-8.");
    }

    @Test
    void deepJsonIsRefused() {
        refused("{\"a\":" + "[".repeat(100_000) + "\n", "Line 1 is not a JSON object in UTF-8.");
    }
}

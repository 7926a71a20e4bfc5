package dev.storeward.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.store.ObjectKey;
import dev.storeward.store.local.FileNames.Entry;
import dev.storeward.store.local.FileNames.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileNamesTest {

    @Test
    void ordinaryNamesStayReadable() {
        assertThat(FileNames.of(new ObjectKey("reports/2026 Q1/sales_final-2.pdf")))
                .containsExactly("reports+", "2026 Q1+", "sales_final-2.pdf");
        assertThat(FileNames.of(new ObjectKey("caf\u00e9+%/x")))
                .containsExactly("caf%C3%A9%2B%25+", "x");
    }

    @Test
    void longSegmentsAreCut() {
        assertThat(FileNames.of(new ObjectKey("a".repeat(84)))).containsExactly("a".repeat(84));
        assertThat(FileNames.of(new ObjectKey("a".repeat(85))))
                .containsExactly("a".repeat(84) + "++", "a");
        assertThat(FileNames.of(new ObjectKey("a".repeat(84) + "/b")))
                .containsExactly("a".repeat(84) + "++", "+", "b");
        assertThat(FileNames.of(new ObjectKey("a".repeat(84) + "..")))
                .containsExactly("a".repeat(84) + "++", "%2E%2E");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%zz", "%4", "%", "%2e", "%41", "a+b", "caf\u00e9", "x*", "+++", ".", ".."})
    void namesNoKeyLeadsToMeanNothing(String name) {
        assertThat(FileNames.entry(name)).isEmpty();
    }

    @Test
    void everyKeyHasItsOwnPathAndComesBackFromIt() {
        Random random = new Random(7);
        Map<List<String>, String> seen = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String key = randomKey(random);
            List<String> names = FileNames.of(new ObjectKey(key));

            assertThat(names).allSatisfy(name -> assertThat(name.length()).isBetween(1, 255));
            assertThat(names).doesNotContain(".", "..");
            assertThat(decoded(names)).isEqualTo(key);
            String former = seen.put(names, key);
            assertThat(former == null || former.equals(key)).isTrue();
        }
    }

    private static String decoded(List<String> names) {
        StringBuilder bytes = new StringBuilder();
        for (String name : names) {
            Entry entry = FileNames.entry(name).orElseThrow();
            assertThat(entry.kind() == Kind.OBJECT).isEqualTo(name.equals(names.getLast()));
            bytes.append(entry.bytes());
        }
        return FileNames.text(bytes.toString());
    }

    private static String randomKey(Random random) {
        List<String> pieces =
                List.of(
                        "a",
                        "B",
                        ".",
                        "..",
                        "+",
                        "%",
                        "%2E",
                        " ",
                        "\u00e9",
                        "e\u0301",
                        "\ud83d\ude00",
                        "~",
                        "=",
                        "-");
        String key;
        do {
            List<String> segments = new ArrayList<>();
            int count = 1 + random.nextInt(4);
            for (int i = 0; i < count; i++) {
                StringBuilder segment = new StringBuilder();
                int length =
                        random.nextInt(10) == 0 ? 80 + random.nextInt(100) : 1 + random.nextInt(6);
                for (int j = 0; j < length; j++) {
                    segment.append(pieces.get(random.nextInt(pieces.size())));
                }
                segments.add(segment.toString());
            }
            key = String.join("/", segments);
        } while (!ObjectKey.problemOf(key).isEmpty());
        return key;
    }
}

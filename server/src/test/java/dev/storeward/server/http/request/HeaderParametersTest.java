package dev.storeward.server.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.testkit.Mutants;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

class HeaderParametersTest {
    private static final String[] PIECES = {"a", "=", ";", "\"", "\\", " ", "é", "name", "%", "2"};

    @Test
    void aWordWithoutAValueIsNoParameterAndHidesNone() {
        assertThat(HeaderParameters.of("form-data; x; name=a")).isEqualTo(Map.of("name", "a"));
        assertThat(HeaderParameters.of("form-data;; name=\"a;b=c\"; y"))
                .isEqualTo(Map.of("name", "a;b=c"));
    }

    @Test
    void whatIsWrittenInQuotesIsReadAgain() {
        for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            Map<String, String> written = new LinkedHashMap<>();
            StringJoiner header = new StringJoiner("; ");
            header.add("form-data");
            for (int i = random.nextInt(4); i > 0; i--) {
                String value = text(random);
                written.put("p" + i, value.replace("%22", "\""));
                String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"");
                header.add((random.nextBoolean() ? "P" : "p") + i + "=\"" + escaped + "\"");
                if (random.nextInt(3) == 0) {
                    header.add("flag");
                }
            }
            assertThat(HeaderParameters.of(header.toString()))
                    .as("seed %s: %s", seed, header)
                    .isEqualTo(written);
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    @Test
    void anyHeaderIsRead() {
        Mutants.of(HeaderParametersTest.class, "dispositions.txt")
                .play(
                        20_000,
                        text ->
                                assertThat(HeaderParameters.of(text).keySet())
                                        .allMatch(name ->
                                                !name.contains(";") && !name.contains("=")));
    }
}

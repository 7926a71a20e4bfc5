package dev.storeward.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.architecture.RegularExpressions.Found;
import dev.storeward.server.architecture.Sources.Source;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Strangers choose the texts that our patterns run over, so that the work of each may grow with a
 * text's length and no faster, and none may recurse as deep as a text is long. What is counted is
 * how often a pattern looks at a character. Programs that read only what they sent themselves, the
 * load and the test servers, are left out.
 */
class RegularExpressionsTest {
    private static final int LONG = 100_000;
    private static final int SHORT = 4_000;

    /** A pattern of bounded repetitions may look at each character that often. */
    private static final long LOOKS_EACH = 1_000;

    private static final Set<String> OWN_TEXTS = Set.of("bench", "testkit");

    /** What no pattern is made of: methods of ours and of Tika, and constants of the platform. */
    private static final Set<String> NONE =
            Set.of(
                    "Authenticator.java: presented.matches(hash)",
                    "MagicPattern.java: detector.matches(data)",
                    "MagicPattern.java: detector.matches(sample)",
                    // Tika's own, which is tried over one and two characters at the start.
                    "MagicPattern.java: Pattern.compile(new String(MagicValue.decode("
                            + "spelling.kind(), spelling.value()), StandardCharsets.UTF_8))",
                    "Redacted.java: Pattern.compile(pattern)");

    private static final List<String> PUMPS =
            List.of(
                    "a", "A", "0", " ", "\n", "-", ".", "/", ":", "=", "\"", "_", "@", "<", "%",
                    ",", "a-", "a.", "a:", "a ", "a/", "a@", "0.", ".0", "0-", ": ", "-----",
                    "\r\n", "\\", "é", "é\n", ".0\n");
    private static final List<String> PUMPS_BEHIND_A_WORD =
            List.of("a", "0", " ", "-a", ".a", "=", ":", ".0", ": ", "/", "\n", "\"");
    private static final List<String> LONG_TEXTS =
            PUMPS.stream().map(pump -> repeated(pump, LONG) + "!").toList();
    private static final Pattern ESCAPE = Pattern.compile("\\\\[A-Za-z]");
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9]+");

    private static final List<Found> EXPRESSIONS =
            Sources.all().stream()
                    .filter(Source::isMain)
                    .filter(source -> !OWN_TEXTS.contains(source.module()))
                    .flatMap(source -> RegularExpressions.in(source).stream())
                    .filter(found -> !NONE.contains(found.toString()))
                    .toList();

    private static List<Found> expressions() {
        return EXPRESSIONS;
    }

    @ParameterizedTest
    @DisplayName("a pattern's work grows with the text and no faster")
    @MethodSource("expressions")
    void growsNoFasterThanItsText(Found found) {
        assertThat(found.expression()).as("a constant, so that it can be tried").isPresent();
        assertThat(worst(found)).isEmpty();
    }

    @Test
    @DisplayName("all patterns are found")
    void findsThem() {
        assertThat(expressions()).hasSizeGreaterThan(80);
        assertThat(expressions())
                .extracting(Found::toString)
                .anyMatch(text -> text.startsWith("Redacted.java: hiding("))
                .anyMatch(text -> text.startsWith("Redacted.java: keeping("))
                .anyMatch(text -> text.startsWith("Host.java: Pattern.compile("))
                .anyMatch(text -> text.contains(".split("));
    }

    @ParameterizedTest
    @DisplayName("a pattern that starts anew at every character, or recurses, is refused")
    @ValueSource(
            strings = {
                "text.replaceAll(\"\\\\b[a-z.-]*secret\", \"\")",
                "text.matches(\"bytes=\\\\s*(\\\\d*)\\\\s*-\")",
                "text.matches(\"[a-z](\\\\.[a-z]([a-z-]{0,62}))*\")",
                "text.matches(\"s3([.-][a-z-]+)*[.]com\")",
                "Pattern.compile(\"\\\\beyJ[A-Za-z-]{8,}\\\\.\").matcher(text).find()"
            })
    void slowOnesAreRefused(String code) {
        List<Found> planted =
                RegularExpressions.in(
                        new Source(
                                "core/src/main/java/dev/storeward/core/Planted.java",
                                "class Planted { Object of(String text) { return "
                                        + code
                                        + "; } }"));
        assertThat(planted).hasSize(1);
        assertThat(worst(planted.getFirst())).isPresent();
    }

    /** The first text that takes too long. */
    private static Optional<String> worst(Found found) {
        Pattern pattern = Pattern.compile(found.expression().orElseThrow(), found.flags());
        for (String text : texts(found.expression().orElseThrow())) {
            String shown = text.substring(0, 30) + "... of " + text.length();
            try {
                run(pattern, found.searched(), new Counted(text));
            } catch (TooLong e) {
                return Optional.of("takes too long over " + shown);
            } catch (StackOverflowError e) {
                return Optional.of("recurses over " + shown);
            }
        }
        return Optional.empty();
    }

    private static void run(Pattern pattern, boolean searched, Counted text) {
        Matcher matcher = pattern.matcher(text);
        if (matcher.matches() || !searched) {
            return;
        }
        matcher.reset();
        int found = 0;
        while (matcher.find()) {
            found++;
        }
        assertThat(found).isNotNegative();
    }

    private static List<String> texts(String expression) {
        String plain = ESCAPE.matcher(expression).replaceAll(" ");
        Set<String> words = new LinkedHashSet<>(Sources.matches(WORD, plain));
        List<String> texts = new ArrayList<>(LONG_TEXTS);
        PUMPS.forEach(pump -> texts.add(repeated(pump, SHORT)));
        for (String word : words) {
            texts.add(repeated(word + "-", 5 * SHORT) + "!");
            texts.add(repeated(word, SHORT) + "!");
            for (String pump : PUMPS_BEHIND_A_WORD) {
                texts.add(word + repeated(pump, SHORT) + "!");
                texts.add(word + "=" + repeated(pump, SHORT) + "!\n");
                texts.add(repeated(word + pump, SHORT) + "!");
            }
        }
        return texts;
    }

    private static String repeated(String pump, int length) {
        return pump.repeat(length / pump.length());
    }

    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** A text that counts how often it is looked at. */
    private static final class Counted implements CharSequence {
        private final String text;
        private long left;

        Counted(String text) {
            this.text = text;
            this.left = text.length() * LOOKS_EACH;
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw new TooLong();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}

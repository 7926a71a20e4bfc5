package dev.storeward.server.http.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.testkit.Mutants;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RawPathTest {
    /** Decoded by the library's decoder of forms, and only where the bytes are UTF-8. */
    private static Optional<String> expected(String raw) {
        if (raw.chars().anyMatch(c -> c > 0x7f)) {
            return Optional.empty();
        }
        try {
            byte[] bytes =
                    URLDecoder.decode(raw.replace("+", "%2B"), ISO_8859_1).getBytes(ISO_8859_1);
            String text = new String(bytes, UTF_8);
            return Arrays.equals(text.getBytes(UTF_8), bytes)
                    ? Optional.of(text)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> decoded(String raw) {
        try {
            return Optional.of(RawPath.decode("path", raw));
        } catch (ProblemException e) {
            assertThat(e.problem())
                    .isEqualTo(
                            Problem.invalid(
                                    "path", "The path is not well-formed percent-encoded UTF-8."));
            return Optional.empty();
        }
    }

    @Test
    void aPathIsDecodedOnceOrRefused() {
        Mutants.of(RawPathTest.class, "paths.txt")
                .play(20_000, raw -> assertThat(decoded(raw)).isEqualTo(expected(raw)));
    }
}

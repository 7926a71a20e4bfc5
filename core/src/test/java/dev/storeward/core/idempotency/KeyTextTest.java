package dev.storeward.core.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.testkit.Mutants;
import org.junit.jupiter.api.Test;

class KeyTextTest {
    private static boolean isTaken(String key) {
        try {
            assertThat(Idempotency.requireKey(key)).isEqualTo(key);
            return true;
        } catch (ProblemException e) {
            assertThat(e.problem())
                    .isEqualTo(
                            Problem.invalid(
                                    "Idempotency-Key",
                                    "Must be 1 to 255 printable ASCII characters without spaces."));
            return false;
        }
    }

    @Test
    void aKeyIsPrintableAsciiOfBoundedLengthOrRefused() {
        Mutants.of(KeyTextTest.class, "keys.txt", "k".repeat(255), "k".repeat(256))
                .play(
                        20_000,
                        key -> assertThat(isTaken(key)).isEqualTo(key.matches("[!-~]{1,255}")));
    }
}

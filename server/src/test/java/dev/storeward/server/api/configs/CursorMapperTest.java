package dev.storeward.server.api.configs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.backend.lookup.BackendDirectory.NewerThan;
import dev.storeward.core.backend.lookup.BackendDirectory.OlderThan;
import dev.storeward.core.backend.lookup.BackendDirectory.Position;
import dev.storeward.testkit.Mutants;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CursorMapperTest {
    private static final UUID TENANT = new UUID(1, 2);
    private static final Position OLDER = new OlderThan(new UUID(3, 4));
    private static final Position NEWER = new NewerThan(new UUID(-5, -6));

    @Test
    void aPositionIsReadAsItWasWritten() {
        for (int seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            UUID id = new UUID(random.nextLong(), random.nextLong());
            Position position = random.nextBoolean() ? new OlderThan(id) : new NewerThan(id);
            String text = CursorMapper.text(TENANT, position);

            assertThat(CursorMapper.position(TENANT, text)).as("seed %s", seed).isEqualTo(position);
        }
    }

    @Test
    void aCursorHasOneSpelling() {
        String cursor = CursorMapper.text(TENANT, OLDER);
        String start = cursor.substring(0, cursor.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

        assertThat(alphabet.chars().filter(last -> isTaken(start + (char) last)).toArray())
                .containsExactly(cursor.charAt(cursor.length() - 1));
        assertThat(isTaken(cursor + "=")).isFalse();
    }

    @Test
    void whatIsTakenIsWrittenAgainAsItWasSent() {
        Mutants.of(
                        CursorMapperTest.class,
                        "cursors.txt",
                        CursorMapper.text(TENANT, OLDER),
                        CursorMapper.text(TENANT, NEWER),
                        CursorMapper.text(TENANT, OLDER) + "=",
                        CursorMapper.text(new UUID(7, 8), OLDER))
                .play(20_000, text -> assertThat(isTaken(text)).isEqualTo(isOurs(text)));
    }

    private static boolean isOurs(String text) {
        return text.isEmpty()
                || text.equals(CursorMapper.text(TENANT, OLDER))
                || text.equals(CursorMapper.text(TENANT, NEWER));
    }

    /** Refused is for the cursor, in the door's form. */
    private static boolean isTaken(String text) {
        try {
            assertThat(CursorMapper.position(TENANT, text)).isNotNull();
            return true;
        } catch (ProblemException e) {
            assertThat(e.problem()).isInstanceOf(Problem.Invalid.class);
            return false;
        }
    }
}

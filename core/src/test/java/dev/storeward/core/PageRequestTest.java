package dev.storeward.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.testkit.Mutants;
import org.junit.jupiter.api.Test;

class PageRequestTest {
    private static final String ID = "019c0000-0000-7000-8000-000000000001";

    @Test
    void aCursorOfIdsIsTheIdInItsOneForm() {
        assertThat(new PageRequest(ID, 1).after()).hasToString(ID);
        for (String other : new String[] {"1-1-1-1-1", ID.replace('c', 'C'), ID + "0"}) {
            assertThat(Problems.of(() -> new PageRequest(other, 1).after()))
                    .as(other)
                    .isEqualTo(PageRequest.badCursor());
        }
    }

    @Test
    void whatIsTakenIsWrittenAgainAsItWasSent() {
        Mutants.of(PageRequestTest.class, "cursors-of-ids.txt")
                .play(
                        20_000,
                        text -> {
                            if (text.isEmpty()) {
                                return;
                            }
                            try {
                                assertThat(new PageRequest(text, 1).after()).hasToString(text);
                            } catch (ProblemException e) {
                                assertThat(e.problem()).isEqualTo(PageRequest.badCursor());
                            }
                        });
    }
}

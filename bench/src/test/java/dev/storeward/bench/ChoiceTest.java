package dev.storeward.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    @Test
    void everythingButWhatMustBeAskedFor() {
        Choice choice = Choice.of(List.of());

        assertThat(choice.runs("large")).isTrue();
        assertThat(choice.runs("small")).isTrue();
        assertThat(choice.runsFirst()).isFalse();
        assertThat(choice.runsNeighbours()).isFalse();
        assertThat(choice.time()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void onePartForAsLongAsIsSaid() {
        Choice choice = Choice.of(List.of("--only", "first", "--seconds", "10"));

        assertThat(choice.runsFirst()).isTrue();
        assertThat(choice.runs("small")).isFalse();
        assertThat(choice.time()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void whatIsUnknownIsNamed() {
        assertThatThrownBy(() -> Choice.of(List.of("--only", "medium")))
                .hasMessage(
                        "--only must be one of [large, small, links, pages, first, neighbours].");
        assertThatThrownBy(() -> Choice.of(List.of("--seconds", "11")))
                .hasMessage("--seconds must be from 1 to 10.");
        assertThatThrownBy(() -> Choice.of(List.of("--seconds")))
                .hasMessage("--seconds must be from 1 to 10.");
        assertThatThrownBy(() -> Choice.of(List.of("--fast", "1")))
                .hasMessage("Unknown option --fast. The options are --only and --seconds.");
    }
}

package dev.storeward.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WiringTest {

    @ParameterizedTest
    @CsvSource({"1, 16", "2, 16", "4, 16", "8, 32", "64, 32"})
    void thePoolFollowsTheMachine(int processors, int connections) {
        assertThat(Wiring.connections(processors)).isEqualTo(connections);
    }
}

package dev.storeward.store.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SizedBodyTest {
    private final List<Long> left = new ArrayList<>();

    private SizedBody body(int sent, long length) {
        return new SizedBody(new ByteArrayInputStream(new byte[sent]), length, left::add);
    }

    @Test
    void itEndsAtItsLengthWhateverIsBehindIt() throws IOException {
        try (SizedBody body = body(9, 5)) {
            assertThat(body.read()).isZero();
            assertThat(body.readAllBytes()).hasSize(4);
            assertThat(body.read()).isEqualTo(-1);
        }
        assertThat(left).containsExactly(0L);
    }

    @Test
    void oneThatEndsSoonerFails() throws IOException {
        try (SizedBody body = body(3, 5)) {
            assertThatThrownBy(body::readAllBytes)
                    .isInstanceOf(EOFException.class)
                    .hasMessage("The object's body ended 2 bytes early");
        }
    }

    @Test
    void itIsClosedOnceAndTellsHowMuchWasLeft() throws IOException {
        SizedBody body = body(5, 5);
        assertThat(body.readNBytes(2)).hasSize(2);

        body.close();
        body.close();

        assertThat(left).containsExactly(3L);
    }
}

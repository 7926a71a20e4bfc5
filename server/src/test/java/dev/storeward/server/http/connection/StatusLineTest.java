package dev.storeward.server.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answer that is awaited says its status in words; everything else passes as it is. */
class StatusLineTest {
    private static final String REST = "Content-Length: 2\r\n\r\nno";

    private final StatusLine line = new StatusLine();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private int atOnce = Integer.MAX_VALUE;

    @BeforeEach
    void awaited() {
        line.await();
    }

    private int take(ByteBuffer bytes) {
        int count = Math.min(atOnce, bytes.remaining());
        for (int i = 0; i < count; i++) {
            sent.write(bytes.get());
        }
        return count;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private int write(ByteBuffer bytes) {
        try {
            return line.write(bytes, this::take);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String sent() {
        return sent.toString(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({
        "200, OK",
        "403, Forbidden",
        "404, Not Found",
        "417, Expectation Failed",
        "503, Service Unavailable",
        "599, Status",
    })
    void itsWordsAreThoseOfTheStatus(int status, String words) {
        ByteBuffer answer = bytes("HTTP/1.1 " + status + " \r\n" + REST);
        int length = answer.remaining();

        assertThat(write(answer)).isEqualTo(length);

        assertThat(answer.hasRemaining()).isFalse();
        assertThat(sent()).isEqualTo("HTTP/1.1 " + status + " " + words + "\r\n" + REST);
    }

    @Test
    void anInterimAnswerHasItsWordsAndIsNotTheLast() {
        write(bytes("HTTP/1.1 100 \r\n\r\n"));
        write(bytes("HTTP/1.1 403 \r\n" + REST));

        assertThat(sent())
                .isEqualTo("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\n" + REST);
    }

    @Test
    void theNextIsWrittenAsItIs() {
        write(bytes("HTTP/1.1 403 \r\n" + REST));
        sent.reset();
        write(bytes("HTTP/1.1 403 \r\n" + REST));

        assertThat(sent()).isEqualTo("HTTP/1.1 403 \r\n" + REST);
    }

    @Test
    void nobodyWaitsOnAConnectionThatBeginsAnew() {
        line.reset();
        write(bytes("HTTP/1.1 403 \r\n" + REST));

        assertThat(sent()).isEqualTo("HTTP/1.1 403 \r\n" + REST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 403 Forbidden\r\n",
                "HTTP/1.0 403 \r\n",
                "HTTP/1.1 4x3 \r\n",
                "HTTP/1.1 403",
                ""
            })
    void whatIsNoBareLinePassesAsItIs(String begin) {
        ByteBuffer answer = bytes(begin);

        assertThat(write(answer)).isEqualTo(begin.length());
        assertThat(sent()).isEqualTo(begin);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 23, 24, 25})
    void aSocketTakesItInPieces(int most) {
        atOnce = most;
        String bare = "HTTP/1.1 403 \r\n" + REST;
        ByteBuffer answer = bytes(bare);
        int taken = 0;
        while (answer.hasRemaining()) {
            int count = write(answer);
            assertThat(count).isPositive();
            taken += count;
        }

        assertThat(taken).isEqualTo(bare.length());
        assertThat(sent()).isEqualTo("HTTP/1.1 403 Forbidden\r\n" + REST);
    }

    @Test
    void aSocketThatTakesNothingGetsTheLineLater() {
        atOnce = 0;
        ByteBuffer answer = bytes("HTTP/1.1 403 \r\n" + REST);
        // The bare line is taken over; its words are still to come.
        assertThat(write(answer)).isEqualTo("HTTP/1.1 403 \r\n".length());
        assertThat(sent()).isEmpty();
        assertThat(write(answer)).isZero();

        atOnce = Integer.MAX_VALUE;
        assertThat(write(answer)).isEqualTo(REST.length());
        assertThat(sent()).isEqualTo("HTTP/1.1 403 Forbidden\r\n" + REST);
    }

    @Test
    void ofAClosedSocketItTellsTheEnd() throws IOException {
        ByteBuffer answer = bytes("HTTP/1.1 403 \r\n" + REST);
        assertThat(line.write(answer, bytes -> -1)).isEqualTo("HTTP/1.1 403 \r\n".length());
        assertThat(line.write(answer, bytes -> -1)).isEqualTo(-1);
    }
}

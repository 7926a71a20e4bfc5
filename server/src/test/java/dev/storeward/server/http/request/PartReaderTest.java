package dev.storeward.server.http.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartReaderTest {
    private static final byte[] BOUNDARY = "--x-x".getBytes(ISO_8859_1);

    /** A part as it was sent, or read. */
    private record Part(String headers, String body) {}

    private static List<Part> parts(InputStream in) throws IOException {
        PartReader reader = new PartReader(in, BOUNDARY, 1 << 10);
        List<Part> parts = new ArrayList<>();
        while (reader.next()) {
            String headers = new String(reader.headers(), ISO_8859_1);
            parts.add(new Part(headers, new String(reader.body().readAllBytes(), ISO_8859_1)));
        }
        return parts;
    }

    private static List<Part> parts(String body) throws IOException {
        return parts(new ByteArrayInputStream(body.getBytes(ISO_8859_1)));
    }

    /** Hands out as few or as many bytes at once as chance wants. */
    private static InputStream trickling(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(200)));
            }
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    @DisplayName("forms of all sorts come back as they were sent, however they arrive")
    void readsWhatWasSent(long seed) throws IOException {
        Random random = new Random(seed);
        String[] pieces = {"\r\n", "\r", "\n", "--", "-", "x", "\r\n--", "\r\n----x-", "\0", "é"};
        for (int round = 0; round < 300; round++) {
            List<Part> sent = new ArrayList<>();
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int i = random.nextInt(4); i >= 0; i--) {
                StringBuilder bytes = new StringBuilder();
                for (int j = random.nextInt(random.nextBoolean() ? 8 : 2000); j > 0; j--) {
                    bytes.append(pieces[random.nextInt(pieces.length)]);
                }
                // What would end the part is no content of it.
                String content =
                        ("\r\n" + bytes).replace("\r\n----x-x", "\r\n----x_x").substring(2);
                Part part = new Part(random.nextBoolean() ? "" : "A: b\r\nC: d\r\n", content);
                sent.add(part);
                body.writeBytes(
                        ("----x-x\r\n" + part.headers() + "\r\n" + content + "\r\n")
                                .getBytes(ISO_8859_1));
            }
            body.writeBytes("----x-x--\r\n".getBytes(ISO_8859_1));
            assertThat(parts(trickling(body.toByteArray(), random))).isEqualTo(sent);
        }
    }

    @Test
    @DisplayName("a preamble, blanks after a boundary and an epilogue are no part of a form")
    void passesOverWhatIsNotAPart() throws IOException {
        assertThat(parts("before\r\n----x-x \t\r\n\r\none\r\n----x-x--after"))
                .containsExactly(new Part("", "one"));
        assertThat(parts("----x-x--")).isEmpty();
    }

    @Test
    @DisplayName("what was not read of a part is passed over, and the position is exact")
    void skipsWhatIsLeft() throws IOException {
        String first = "----x-x\r\nN: 1\r\n\r\n";
        String body = first + "a".repeat(5000) + "\r\n----x-x\r\nN: 2\r\n\r\nb\r\n----x-x--\r\n";
        PartReader reader =
                new PartReader(
                        new ByteArrayInputStream(body.getBytes(ISO_8859_1)), BOUNDARY, 1 << 10);
        assertThat(reader.next()).isTrue();
        reader.headers();
        assertThat(reader.position()).isEqualTo(first.length());
        assertThat(reader.body().read()).isEqualTo('a');
        assertThat(reader.next()).isTrue();
        assertThat(reader.headers()).asString(ISO_8859_1).isEqualTo("N: 2\r\n");
        assertThat(reader.body().readAllBytes()).containsExactly('b');
        assertThat(reader.body().read()).isEqualTo(-1);
        assertThat(reader.next()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "----x-x",
                "----x-x\r\nA: b",
                "----x-x\r\n\r\n",
                "----x-x\r\n\r\nabc",
                "----x-x\r\n\r\nabc\r\n----x-",
                "----x-xy\r\n\r\nabc\r\n----x-x--",
                "no boundary at all"
            })
    @DisplayName("a body without its last boundary is malformed, not short")
    void refusesWhatIsCut(String body) {
        assertThatThrownBy(() -> parts(body)).isInstanceOf(MalformedFormException.class);
    }

    @Test
    @DisplayName("headers without end are refused")
    void boundsHeaders() {
        assertThatThrownBy(() -> parts("----x-x\r\nA: " + "b".repeat(20_000) + "\r\n\r\n"))
                .isInstanceOf(MalformedFormException.class)
                .hasMessageContaining("too long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A: b\n\r\n", "A: b\nC: d\r\n\r\n", "\n", "A: b\r\n\n"})
    @DisplayName("a bare line feed ends no line of a part's headers")
    void refusesBareLineFeeds(String headers) {
        assertThatThrownBy(() -> parts("----x-x\r\n" + headers + "x\r\n\r\n\r\n----x-x--"))
                .isInstanceOf(MalformedFormException.class)
                .hasMessage("A header of a part does not end its line.");
    }
}

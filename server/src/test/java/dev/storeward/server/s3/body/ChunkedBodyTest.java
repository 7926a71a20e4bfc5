package dev.storeward.server.s3.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.signature.Payload;
import dev.storeward.server.s3.signature.RequestHeaders;
import dev.storeward.store.stream.BulkStream;
import dev.storeward.testkit.Mutants;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChunkedBodyTest {
    private static final List<Chunks> FORMS =
            List.of(Chunks.signed(), Chunks.signedWithTrailer(), Chunks.unsignedWithTrailer());

    private static List<Chunks> forms() {
        return FORMS;
    }

    @ParameterizedTest
    @DisplayName("chunks of any size are read as their content")
    @MethodSource("forms")
    void chunks(Chunks form) {
        for (int size = 1; size <= Chunks.CONTENT.length() + 1; size++) {
            Read read = form.read(form.framed(size), new Random(size));
            assertThat(read.failure()).as("size %s", size).isEmpty();
            assertThat(new String(read.bytes(), ISO_8859_1)).isEqualTo(Chunks.CONTENT);
        }
    }

    @ParameterizedTest
    @DisplayName("a body that is cut off anywhere is incomplete, and keeps its last bytes")
    @MethodSource("forms")
    void truncated(Chunks form) {
        String sent = form.framed(10);
        for (int end = 0; end < sent.length(); end++) {
            Read read = form.read(sent.substring(0, end), new Random(end));
            assertThat(read.failure().map(S3Exception::code))
                    .as("at %s", end)
                    .contains(S3Code.INCOMPLETE_BODY);
            assertThat(read.bytes().length).isLessThan(Chunks.CONTENT.length());
        }
    }

    @ParameterizedTest
    @DisplayName("nothing follows the end")
    @MethodSource("forms")
    void followed(Chunks form) {
        for (String more : new String[] {"\r\n", "0", "\n", "0\r\n\r\n", "x".repeat(5_000)}) {
            Read read = form.read(form.framed(10) + more, new Random(1));
            assertThat(read.failure().map(S3Exception::code)).contains(S3Code.INVALID_REQUEST);
            assertThat(read.bytes().length).isLessThan(Chunks.CONTENT.length());
        }
    }

    @ParameterizedTest
    @DisplayName("a changed body is read as the same content or fails")
    @MethodSource("forms")
    void changed(Chunks form) {
        Mutants.of(
                        ChunkedBodyTest.class,
                        "chunks.txt",
                        form.framed(7),
                        form.framed(20),
                        form.framed(44))
                .play(
                        6_000,
                        sent -> {
                            Read read = form.read(sent, new Random(sent.length()));
                            if (read.failure().isEmpty()) {
                                assertThat(new String(read.bytes(), ISO_8859_1))
                                        .isEqualTo(Chunks.CONTENT);
                            } else {
                                assertThat(read.bytes().length).isLessThan(Chunks.CONTENT.length());
                            }
                        });
    }

    @Test
    @DisplayName(
            "a byte changed in any chunk, or a signature, or two chunks swapped, is another body")
    void anotherBody() {
        Chunks form = Chunks.signed();
        String sent = form.framed(10);
        int third = sent.indexOf("\r\n" + Chunks.CONTENT.substring(20, 30)) + 2;
        assertThat(code(form, sent.substring(0, third) + "X" + sent.substring(third + 1)))
                .isEqualTo(S3Code.SIGNATURE_DOES_NOT_MATCH);
        int signature = sent.indexOf("chunk-signature=") + "chunk-signature=".length();
        char other = sent.charAt(signature) == '0' ? '1' : '0';
        assertThat(code(form, sent.substring(0, signature) + other + sent.substring(signature + 1)))
                .isEqualTo(S3Code.SIGNATURE_DOES_NOT_MATCH);
        int length = sent.indexOf("\r\na;", 1) + 2;
        String swapped =
                sent.substring(length, 2 * length)
                        + sent.substring(0, length)
                        + sent.substring(2 * length);
        assertThat(code(form, swapped)).isEqualTo(S3Code.SIGNATURE_DOES_NOT_MATCH);
    }

    @Test
    @DisplayName("the headers behind a signed body are signed too")
    void anotherTrailer() {
        Chunks form = Chunks.signedWithTrailer();
        String sent = form.framed(10);
        int signature = sent.indexOf("x-amz-trailer-signature:") + 24;
        char other = sent.charAt(signature) == '0' ? '1' : '0';
        for (String changed :
                List.of(
                        sent.substring(0, signature) + other + sent.substring(signature + 1),
                        sent.replace("UZAl6Q==", "UZAl6A=="))) {
            assertThat(code(form, changed)).isEqualTo(S3Code.SIGNATURE_DOES_NOT_MATCH);
        }
        String unsigned = sent.substring(0, signature - 24) + "\r\n";
        assertThat(code(form, unsigned)).isEqualTo(S3Code.MALFORMED_TRAILER);
    }

    @Test
    @DisplayName("a chunk's bytes do not wait for its end, and the last of them do")
    void bytesAreHandedOn() throws IOException {
        InputStream endless =
                new SequenceInputStream(
                        new ByteArrayInputStream("1000000000\r\n".getBytes(ISO_8859_1)),
                        new BulkStream() {
                            @Override
                            public int read(byte[] target, int offset, int length) {
                                Arrays.fill(target, offset, offset + length, (byte) 'a');
                                return length;
                            }
                        });
        RequestHeaders headers =
                new RequestHeaders(Map.of("x-amz-decoded-content-length", List.of("68719476736")));
        try (ObjectBody body =
                ObjectBody.open(
                        endless, OptionalLong.empty(), new Payload.UnsignedChunks(), headers)) {
            byte[] some = new byte[1 << 20];
            assertThat(body.readNBytes(some, 0, some.length)).isEqualTo(some.length);
            assertThat(some).containsOnly('a');
            assertThat(body.length()).hasValue(68_719_476_736L);
        }
    }

    @ParameterizedTest
    @DisplayName("frames are written in one way")
    @CsvSource({
        "'3\r\nabc\r\n0\r\n\r\n', ''",
        "'03\r\nabc\r\n0\r\n\r\n', ''",
        "'3\r\nabc\r\n000\r\n\r\n', ''",
        "'1\r\na\r\n2\r\nbc\r\n0\r\n\r\n', ''",
        "'4\r\nabcd\r\n0\r\n\r\n', INCOMPLETE_BODY",
        "'2\r\nab\r\n0\r\n\r\n', INCOMPLETE_BODY",
        "'ffffffffffffffff\r\nabc', INVALID_REQUEST",
        "'7fffffffffffffff\r\nabc', INVALID_REQUEST",
        "'fffffffffffffff\r\nabc', INCOMPLETE_BODY",
        "'+3\r\nabc\r\n0\r\n\r\n', INVALID_REQUEST",
        "'-3\r\nabc\r\n0\r\n\r\n', INVALID_REQUEST",
        "' 3\r\nabc\r\n0\r\n\r\n', INVALID_REQUEST",
        "'3 \r\nabc\r\n0\r\n\r\n', INVALID_REQUEST",
        "'0x3\r\nabc\r\n0\r\n\r\n', INVALID_REQUEST",
        "'\r\nabc\r\n0\r\n\r\n', INVALID_REQUEST",
        "'3\nabc\r\n0\r\n\r\n', INVALID_REQUEST",
        "'3\rabc\r\n0\r\n\r\n', INVALID_REQUEST",
        "'3\r\nabc\n0\r\n\r\n', INVALID_REQUEST",
        "'3\r\nabcd\r\n0\r\n\r\n', INVALID_REQUEST",
        "'3;chunk-signature=a\r\nabc\r\n0\r\n\r\n', INVALID_REQUEST",
        "'3;a=b\r\nabc\r\n0\r\n\r\n', INVALID_REQUEST",
        "'3\r\nabc\r\n0\r\nx-amz-meta-a:b\r\n\r\n', MALFORMED_TRAILER",
        "'3\r\nabc\r\n0\r\nx\r\n\r\n', MALFORMED_TRAILER",
        "'3\r\nabc\r\n0\r\n\n', MALFORMED_TRAILER"
    })
    void frames(String sent, String code) throws IOException {
        assertThat(codeOf(sent, "3", "").map(Enum::name).orElse("")).isEqualTo(code);
    }

    @ParameterizedTest
    @DisplayName("the headers behind a body are those that were announced")
    @CsvSource({
        "'x-amz-checksum-crc32:NSRBwg==', ''",
        "'X-Amz-Checksum-CRC32: NSRBwg== ', ''",
        "'x-amz-checksum-crc32:NSRBww==', BAD_DIGEST",
        "'x-amz-checksum-crc32:NSRBwg', INVALID_REQUEST",
        "'x-amz-checksum-crc32c:NSRBwg==', MALFORMED_TRAILER",
        "'x-amz-checksum-crc32:NSRBwg==\r\nx-amz-checksum-crc32:NSRBwg==', MALFORMED_TRAILER",
        "'x-amz-checksum-crc32:NSRBwg==\r\nother:a', MALFORMED_TRAILER",
        "'', MALFORMED_TRAILER"
    })
    void trailers(String trailer, String code) throws IOException {
        String lines = trailer.isEmpty() ? "" : trailer + "\r\n";
        String sent = "3\r\nabc\r\n0\r\n" + lines + "\r\n";
        assertThat(codeOf(sent, "3", "x-amz-checksum-crc32").map(Enum::name).orElse(""))
                .isEqualTo(code);
    }

    @Test
    @DisplayName("lines are short, and few")
    void lines() throws IOException {
        assertThat(codeOf("0".repeat(200) + "\r\n", "3", "")).contains(S3Code.INVALID_REQUEST);
        assertThat(codeOf("3\r\nabc\r\n0\r\na:" + "b".repeat(2_000), "3", ""))
                .contains(S3Code.MALFORMED_TRAILER);
        assertThat(codeOf("3\r\nabc\r\n0\r\n" + "a:b\r\n".repeat(20) + "\r\n", "3", ""))
                .contains(S3Code.MALFORMED_TRAILER);
    }

    @Test
    @DisplayName("an empty body is checked although nobody reads it")
    void emptyBodies() throws IOException {
        assertThat(codeOf("0\r\n\r\n", "0", "")).isEmpty();
        for (String sent : List.of("", "0\r\n", "1\r\na\r\n0\r\n\r\n", "0\r\n\r\nx")) {
            assertThatThrownBy(() -> open(sent, "0", "")).isInstanceOf(S3Exception.class);
        }
    }

    @Test
    @DisplayName("the length of what is in the chunks must be said, in digits")
    void decodedLength() {
        for (String length : List.of("", "-1", "+3", "3.0", "0x3", "9999999999999999999")) {
            assertThatThrownBy(() -> open("0\r\n\r\n", length, ""))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            e -> assertThat(e.code()).isEqualTo(S3Code.INVALID_ARGUMENT));
        }
        assertThatThrownBy(() ->
                        ObjectBody.open(
                                InputStream.nullInputStream(),
                                OptionalLong.of(0),
                                new Payload.UnsignedChunks(),
                                new RequestHeaders(Map.of())))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.code()).isEqualTo(S3Code.MISSING_CONTENT_LENGTH));
    }

    private static S3Code code(Chunks form, String sent) {
        return form.read(sent, new Random(1)).failure().orElseThrow().code();
    }

    private static java.util.Optional<S3Code> codeOf(String sent, String length, String trailer)
            throws IOException {
        List<S3Code> codes = new ArrayList<>();
        try (ObjectBody body = open(sent, length, trailer)) {
            assertThat(body.readAllBytes()).hasSize(Integer.parseInt(length));
        } catch (S3Exception e) {
            codes.add(e.code());
        }
        return codes.stream().findFirst();
    }

    private static ObjectBody open(String sent, String length, String trailer) throws IOException {
        return ObjectBody.open(
                new ByteArrayInputStream(sent.getBytes(ISO_8859_1)),
                OptionalLong.of(sent.length()),
                new Payload.UnsignedChunks(),
                new RequestHeaders(
                        Map.of(
                                "x-amz-decoded-content-length",
                                List.of(length),
                                "x-amz-trailer",
                                List.of(trailer))));
    }
}

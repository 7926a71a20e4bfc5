package dev.storeward.server.s3.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.checksum.Checksum;
import dev.storeward.server.s3.checksum.ChecksumAlgorithm;
import dev.storeward.server.s3.signature.Payload;
import dev.storeward.server.s3.signature.RequestHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectBodyTest {
    private static final byte[] CONTENT = "123456789".getBytes(UTF_8);
    private static final Payload UNSIGNED = new Payload.Unsigned();
    private static final Payload SIGNED =
            new Payload.Digest(
                    HexFormat.of()
                            .parseHex(
                                    "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"));

    private static RequestHeaders headers(String... namesAndValues) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
        }
        return new RequestHeaders(headers);
    }

    private static Read read(byte[] sent, OptionalLong length, Payload payload, String... headers) {
        return Read.of(
                sent, in -> ObjectBody.open(in, length, payload, headers(headers)), new Random(3));
    }

    private static S3Exception refusal(Payload payload, String... headers) {
        Read read = read(CONTENT, OptionalLong.of(CONTENT.length), payload, headers);
        assertThat(read.bytes().length).isLessThan(CONTENT.length);
        return read.failure().orElseThrow();
    }

    @ParameterizedTest
    @DisplayName("a body with the digest it is said to have is read")
    @CsvSource({
        "x-amz-checksum-crc32, y/Q5Jg==",
        "x-amz-checksum-crc32c, 4waSgw==",
        "x-amz-checksum-crc64nvme, rosUhgp5mIg=",
        "x-amz-checksum-sha1, 98O8HYCOBHMq32eZZczDTKeuNEE=",
        "x-amz-checksum-sha256, FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=",
        "content-md5, JfnnlDI7RTiF9RgfG2JNCw=="
    })
    void rightDigests(String header, String value) throws IOException {
        for (OptionalLong length : List.of(OptionalLong.of(9), OptionalLong.empty())) {
            Read read = read(CONTENT, length, SIGNED, header, value);
            assertThat(read.failure()).isEmpty();
            assertThat(read.bytes()).isEqualTo(CONTENT);
        }
        try (ObjectBody body =
                ObjectBody.open(
                        new ByteArrayInputStream(CONTENT),
                        OptionalLong.of(9),
                        UNSIGNED,
                        headers(header, value))) {
            assertThat(body.checksum())
                    .isEqualTo(
                            ChecksumAlgorithm.ofHeader(header)
                                    .map(algorithm -> new Checksum(algorithm, value)));
        }
    }

    @ParameterizedTest
    @DisplayName("a body with another digest fails before its last byte")
    @CsvSource({
        "x-amz-checksum-crc32, y/Q5JA==, BAD_DIGEST, The CRC32 you specified did not match the calculated checksum.",
        "x-amz-checksum-crc64nvme, AAAAAAAAAAA=, BAD_DIGEST, The CRC64NVME you specified did not match the calculated checksum.",
        "x-amz-checksum-sha1, 98O8HYCOBHMq32eZZczDTKeuNEA=, BAD_DIGEST, The SHA1 you specified did not match the calculated checksum.",
        "content-md5, JfnnlDI7RTiF9RgfG2JNCg==, BAD_DIGEST, The Content-MD5 you specified did not match what we received.",
        "content-md5, '', INVALID_DIGEST, The Content-MD5 you specified is not valid.",
        "content-md5, AWS HAHAHA, INVALID_DIGEST, The Content-MD5 you specified is not valid.",
        "x-amz-checksum-crc32, bad, INVALID_REQUEST, Value for x-amz-checksum-crc32 header is invalid.",
        "x-amz-checksum-crc16, AAA=, INVALID_REQUEST, The algorithm type you specified in x-amz-checksum- header is invalid.",
        "x-amz-sdk-checksum-algorithm, CRC32, INVALID_REQUEST, 'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.'",
        "x-amz-trailer, x-amz-checksum-crc32, INVALID_REQUEST, The x-amz-trailer header announces what no body of this x-amz-content-sha256 has."
    })
    void wrongDigests(String header, String value, S3Code code, String message) {
        S3Exception refusal = refusal(UNSIGNED, header, value);
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.message()).isEqualTo(message);
        Read unsized = read(CONTENT, OptionalLong.empty(), UNSIGNED, header, value);
        assertThat(unsized.failure().map(S3Exception::code)).contains(code);
    }

    @Test
    @DisplayName("a body that was signed and is another says both digests")
    void anotherBody() {
        S3Exception refusal = refusal(new Payload.Digest(new byte[32]));
        assertThat(refusal.code()).isEqualTo(S3Code.X_AMZ_CONTENT_SHA256_MISMATCH);
        assertThat(refusal.details())
                .containsEntry("ClientComputedContentSHA256", "0".repeat(64))
                .containsEntry(
                        "S3ComputedContentSHA256",
                        "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225");
    }

    @Test
    @DisplayName("one checksum is sent, by the algorithm that is named")
    void oneChecksum() {
        assertThat(
                        refusal(
                                        UNSIGNED,
                                        "x-amz-checksum-crc32",
                                        "y/Q5Jg==",
                                        "x-amz-checksum-crc32c",
                                        "4waSgw==")
                                .message())
                .isEqualTo(
                        "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
        assertThat(
                        refusal(
                                        UNSIGNED,
                                        "x-amz-checksum-crc32",
                                        "y/Q5Jg==",
                                        "x-amz-sdk-checksum-algorithm",
                                        "SHA1")
                                .code())
                .isEqualTo(S3Code.INVALID_REQUEST);
        Read read =
                read(
                        CONTENT,
                        OptionalLong.of(9),
                        UNSIGNED,
                        "x-amz-checksum-crc32",
                        "y/Q5Jg==",
                        "x-amz-checksum-algorithm",
                        "CRC32",
                        "x-amz-sdk-checksum-algorithm",
                        "CRC32");
        assertThat(read.failure()).isEmpty();
    }

    @Test
    @DisplayName("a body of another length is incomplete")
    void otherLengths() {
        for (int length : new int[] {8, 10}) {
            assertThat(read(CONTENT, OptionalLong.of(length), UNSIGNED).failure())
                    .map(S3Exception::code)
                    .contains(S3Code.INCOMPLETE_BODY);
        }
    }

    @Test
    @DisplayName("an empty body is compared although nobody reads it")
    void emptyBodies() {
        assertThatThrownBy(() ->
                        ObjectBody.open(
                                new ByteArrayInputStream(new byte[0]),
                                OptionalLong.of(0),
                                SIGNED,
                                headers()))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.code()).isEqualTo(S3Code.X_AMZ_CONTENT_SHA256_MISMATCH));
    }

    @Test
    @DisplayName("a body that broke off is not read on")
    void brokenBodies() throws IOException {
        ByteArrayInputStream breaking =
                new ByteArrayInputStream(CONTENT) {
                    private boolean broken;

                    @Override
                    public synchronized int read(byte[] target, int offset, int length) {
                        if (!broken) {
                            broken = true;
                            throw new IllegalStateException("broken");
                        }
                        return super.read(target, offset, length);
                    }
                };
        try (ObjectBody body = ObjectBody.open(breaking, OptionalLong.of(9), UNSIGNED, headers())) {
            assertThatThrownBy(body::read).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(body::read).isInstanceOf(S3Exception.class);
        }
    }

    @Test
    @DisplayName("the chunks are no encoding of the content")
    void contentEncoding() {
        assertThat(ObjectBody.contentEncoding(headers())).isEmpty();
        assertThat(ObjectBody.contentEncoding(headers("content-encoding", "aws-chunked")))
                .isEmpty();
        assertThat(ObjectBody.contentEncoding(headers("content-encoding", "AWS-Chunked, gzip")))
                .contains("gzip");
        assertThat(ObjectBody.contentEncoding(headers("content-encoding", "gzip,br")))
                .contains("gzip,br");
        assertThat(ObjectBody.contentEncoding(headers("content-encoding", "deflate, gzip")))
                .contains("deflate, gzip");
        assertThat(
                        ObjectBody.contentEncoding(
                                headers("content-encoding", "deflate, gzip,aws-chunked")))
                .contains("deflate, gzip");
        assertThat(ObjectBody.contentEncoding(headers("content-encoding", " aws-chunked, ")))
                .isEmpty();
    }
}

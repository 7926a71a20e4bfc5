package dev.storeward.server.s3.checksum;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.util.Base64;
import java.util.Optional;

/**
 * A value.
 *
 * @param value in Base64, in its one spelling
 */
public record Checksum(ChecksumAlgorithm algorithm, String value) {

    public static Checksum of(ChecksumAlgorithm algorithm, byte[] value) {
        return new Checksum(algorithm, Base64.getEncoder().encodeToString(value));
    }

    /**
     * Reads a value that was sent.
     *
     * @throws S3Exception {@code INVALID_REQUEST} when it is no Base64 of the right length
     */
    public static Checksum parse(ChecksumAlgorithm algorithm, String text) {
        return bytes(text, algorithm.size())
                .map(value -> of(algorithm, value))
                .orElseThrow(() ->
                        new S3Exception(
                                S3Code.INVALID_REQUEST,
                                "Value for " + algorithm.header() + " header is invalid."));
    }

    /**
     * Reads a {@code Content-MD5}.
     *
     * @throws S3Exception {@code INVALID_DIGEST} when it is no Base64 of the right length
     */
    public static byte[] parseMd5(String text) {
        return bytes(text, 16).orElseThrow(() -> new S3Exception(S3Code.INVALID_DIGEST));
    }

    public byte[] bytes() {
        return Base64.getDecoder().decode(value);
    }

    private static Optional<byte[]> bytes(String text, int size) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            boolean itself = Base64.getEncoder().encodeToString(bytes).equals(text);
            return bytes.length == size && itself ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}

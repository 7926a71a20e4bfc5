package dev.storeward.server.s3.signature;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the signature of a request says of its body. */
public sealed interface Payload {

    /** The body has this digest. */
    record Digest(byte[] sha256) implements Payload {}

    /** Nothing is said. */
    record Unsigned() implements Payload {}

    /**
     * The body comes in chunks that are signed one after the other.
     *
     * @param signatures of this request, for one body
     * @param trailers whether signed headers follow
     */
    record SignedChunks(ChunkSignatures signatures, boolean trailers) implements Payload {}

    /** The body comes in chunks without signatures, and headers follow. */
    record UnsignedChunks() implements Payload {}

    /**
     * Reads the value that was signed.
     *
     * @param value of {@code x-amz-content-sha256}
     * @param signatures of the chunks, should there be any
     */
    static Payload of(String value, ChunkSignatures signatures) {
        return switch (value) {
            case "UNSIGNED-PAYLOAD" -> new Unsigned();
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> new SignedChunks(signatures, false);
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" -> new SignedChunks(signatures, true);
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> new UnsignedChunks();
            default -> new Digest(digest(value));
        };
    }

    private static byte[] digest(String value) {
        try {
            if (value.length() == 64) {
                return HexFormat.of().parseHex(value);
            }
        } catch (IllegalArgumentException _) {
            // No digits: refused below, as any other value.
        }
        Map<String, String> argument = new LinkedHashMap<>();
        argument.put("ArgumentName", "x-amz-content-sha256");
        argument.put("ArgumentValue", value);
        throw new S3Exception(
                S3Code.INVALID_ARGUMENT,
                "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, or a valid sha256 value.",
                argument);
    }
}

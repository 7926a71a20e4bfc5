package dev.storeward.server.api.s3.upload;

import dev.storeward.core.file.FileProperties;
import dev.storeward.server.api.s3.S3RequestReader;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.checksum.Checksum;
import dev.storeward.server.s3.checksum.ChecksumAlgorithm;
import dev.storeward.server.s3.checksum.PartChecksums;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which checksum an upload in parts has. It is kept with the upload as the name of the algorithm
 * and the type.
 *
 * @param algorithm null where the client wants none
 * @param whole whether it is that of all bytes, and not one of the checksums of the parts
 */
record PartSumsReader(@Nullable ChecksumAlgorithm algorithm, boolean whole) {
    static final String ALGORITHM = ChecksumAlgorithm.PREFIX + "algorithm";
    static final String TYPE = ChecksumAlgorithm.PREFIX + "type";
    private static final String WHOLE = "FULL_OBJECT";
    private static final String COMPOSITE = "COMPOSITE";
    private static final PartSumsReader NONE = new PartSumsReader(null, false);

    /**
     * Reads what an upload begins with.
     *
     * @throws S3Exception {@code INVALID_REQUEST} for an algorithm or type there is not, and for
     *     two that do not go together
     */
    static PartSumsReader of(S3RequestReader sent) {
        String name = sent.header(ALGORITHM).orElse("");
        String type = sent.header(TYPE).orElse("").toUpperCase(Locale.ROOT);
        if (name.isEmpty()) {
            if (!type.isEmpty()) {
                throw invalid(
                        "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
            }
            return NONE;
        }
        ChecksumAlgorithm algorithm =
                ChecksumAlgorithm.named(name)
                        .orElseThrow(() ->
                                invalid(
                                        "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"));
        boolean whole =
                switch (type) {
                    // What S3 takes where none is said.
                    case "" -> algorithm == ChecksumAlgorithm.CRC64NVME;
                    case WHOLE -> true;
                    case COMPOSITE -> false;
                    default -> throw invalid("Value for x-amz-checksum-type header is invalid.");
                };
        boolean known = whole ? algorithm.isCombinable() : algorithm != ChecksumAlgorithm.CRC64NVME;
        if (!known) {
            throw invalid(
                    "The "
                            + type
                            + " checksum type cannot be used with the "
                            + lower(algorithm)
                            + " checksum algorithm.");
        }
        return new PartSumsReader(algorithm, whole);
    }

    /** What {@link #kept} wrote. */
    static PartSumsReader ofKept(FileProperties properties) {
        for (Map.Entry<String, String> sum : properties.checksums().entrySet()) {
            return new PartSumsReader(
                    ChecksumAlgorithm.named(sum.getKey()).orElseThrow(),
                    sum.getValue().equals(WHOLE));
        }
        return NONE;
    }

    Map<String, String> kept() {
        ChecksumAlgorithm named = algorithm;
        return named == null ? Map.of() : Map.of(lower(named), type());
    }

    String type() {
        return whole ? WHOLE : COMPOSITE;
    }

    /** An algorithm as it is called in what is kept, and in sentences. */
    static String lower(@Nullable ChecksumAlgorithm algorithm) {
        return algorithm == null ? "null" : algorithm.name().toLowerCase(Locale.ROOT);
    }

    /** That of an object, from those of its parts. */
    static String value(boolean whole, List<PartChecksums.Part> parts) {
        return whole
                ? PartChecksums.fullObject(parts).value()
                : PartChecksums.composite(
                        parts.stream().map(PartChecksums.Part::checksum).toList());
    }

    /**
     * Passes a checksum of a part or an object that is of this algorithm.
     *
     * @throws S3Exception {@code INVALID_REQUEST}
     */
    void require(ChecksumAlgorithm sent) {
        if (sent != algorithm) {
            throw invalid(
                    "Checksum Type mismatch occurred, expected checksum Type: "
                            + lower(algorithm)
                            + ", actual checksum Type: "
                            + lower(sent));
        }
    }

    static S3Exception invalid(String message) {
        return new S3Exception(S3Code.INVALID_REQUEST, message);
    }

    /** A checksum that was kept with a part. */
    static Checksum ofPart(ChecksumAlgorithm algorithm, Map<String, String> kept) {
        String value = kept.get(lower(algorithm));
        if (value == null) {
            throw new S3Exception(S3Code.INVALID_PART);
        }
        return new Checksum(algorithm, value);
    }
}

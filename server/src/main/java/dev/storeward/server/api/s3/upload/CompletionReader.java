package dev.storeward.server.api.s3.upload;

import dev.storeward.core.upload.request.PutCondition;
import dev.storeward.core.upload.session.NamedPiece;
import dev.storeward.core.upload.session.StoredPiece;
import dev.storeward.core.upload.session.UploadSession;
import dev.storeward.server.api.s3.ConditionReader;
import dev.storeward.server.api.s3.ListingReader;
import dev.storeward.server.api.s3.S3RequestReader;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.checksum.Checksum;
import dev.storeward.server.s3.checksum.ChecksumAlgorithm;
import dev.storeward.server.s3.checksum.PartChecksums;
import dev.storeward.server.s3.xml.CompletedUpload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code CompleteMultipartUpload}: of which parts the object is to consist, and what its client
 * says of it.
 *
 * @param ofObject the checksum in a header, as sent; empty for none
 * @param size of the object in a header; -1 for none
 */
record CompletionReader(
        CompletedUpload asked,
        PutCondition condition,
        PartSumsReader sums,
        String ofObject,
        long size) {
    /** Every part but the last is at least this large. */
    private static final long LEAST = 5L << 20;

    private static final String SIZE = "x-amz-mp-object-size";
    private static final int MOST_DIGITS = 18;

    /**
     * Reads the headers and the document.
     *
     * @throws S3Exception {@code INVALID_REQUEST} for a checksum or type that is not the upload's;
     *     {@code INVALID_PART}, {@code INVALID_PART_ORDER}, {@code MALFORMED_XML}
     */
    static CompletionReader of(S3RequestReader sent, UploadSession upload) throws IOException {
        PartSumsReader sums = PartSumsReader.ofKept(upload.properties());
        String ofObject = ofObject(sent, sums);
        PutCondition condition = ConditionReader.ofPut(sent);
        long size = sent.header(SIZE).map(CompletionReader::size).orElse(-1L);
        CompletedUpload asked = CompletedUpload.read(sent.documentOfParts());
        for (CompletedUpload.Part part : asked.parts()) {
            if (part.etag().isEmpty()) {
                throw new S3Exception(S3Code.INVALID_PART);
            }
        }
        return new CompletionReader(asked, condition, sums, ofObject, size);
    }

    private static String ofObject(S3RequestReader sent, PartSumsReader sums) {
        String value = "";
        for (String name : sent.headers().names()) {
            if (!name.startsWith(ChecksumAlgorithm.PREFIX)) {
                continue;
            }
            String said = sent.header(name).orElse("");
            switch (name) {
                case PartSumsReader.TYPE -> {
                    if (!said.equalsIgnoreCase(sums.type())) {
                        throw PartSumsReader.invalid(
                                "The upload was created using the "
                                        + sums.type()
                                        + " checksum mode. The complete request must use the same checksum mode.");
                    }
                }
                case PartSumsReader.ALGORITHM -> sums.require(algorithm(said));
                default -> {
                    sums.require(
                            ChecksumAlgorithm.ofHeader(name)
                                    .orElseThrow(CompletionReader::unknown));
                    value = said;
                }
            }
        }
        return value;
    }

    private static ChecksumAlgorithm algorithm(String name) {
        return ChecksumAlgorithm.named(name).orElseThrow(CompletionReader::unknown);
    }

    private static S3Exception unknown() {
        return PartSumsReader.invalid(
                "The algorithm type you specified in x-amz-checksum- header is invalid.");
    }

    private static long size(String text) {
        if (text.length() > MOST_DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw ListingReader.invalid(SIZE, SIZE + " must be a number of bytes.");
        }
        return Long.parseLong(text);
    }

    List<NamedPiece> named() {
        return asked.parts().stream()
                .map(part -> new NamedPiece(part.number(), part.etag()))
                .toList();
    }

    /**
     * The checksum of the object, when its parts are what is said of them.
     *
     * @param pieces those that are named, in order
     * @throws S3Exception {@code ENTITY_TOO_SMALL}; {@code INVALID_PART} for another checksum of a
     *     part; {@code BAD_DIGEST} for one of the object; {@code INVALID_REQUEST} for its size
     */
    Map<String, String> checksums(List<StoredPiece> pieces) {
        requireLarge(pieces);
        requireSize(pieces);
        for (int i = 0; i < pieces.size(); i++) {
            for (Checksum said : asked.parts().get(i).checksums()) {
                requireSame(said, pieces.get(i));
            }
        }
        ChecksumAlgorithm algorithm = sums.algorithm();
        return algorithm == null
                ? Map.of()
                : Map.of(PartSumsReader.lower(algorithm), ofObject(algorithm, pieces));
    }

    private String ofObject(ChecksumAlgorithm algorithm, List<StoredPiece> pieces) {
        List<PartChecksums.Part> parts = new ArrayList<>();
        for (StoredPiece piece : pieces) {
            parts.add(
                    new PartChecksums.Part(
                            PartSumsReader.ofPart(algorithm, piece.checksums()), piece.size()));
        }
        String value = PartSumsReader.value(sums.whole(), parts);
        // Some clients leave the number of parts away.
        if (!ofObject.isEmpty()
                && !ofObject.equals(value)
                && !(ofObject + "-" + parts.size()).equals(value)) {
            throw new S3Exception(
                    S3Code.BAD_DIGEST,
                    "The "
                            + PartSumsReader.lower(algorithm)
                            + " you specified did not match the calculated checksum.");
        }
        return value;
    }

    private void requireSame(Checksum said, StoredPiece piece) {
        @Nullable String kept = piece.checksums().get(PartSumsReader.lower(said.algorithm()));
        if (!said.value().equals(kept)) {
            throw new S3Exception(
                    S3Code.INVALID_PART,
                    S3Code.INVALID_PART.message(),
                    Map.of("PartNumber", String.valueOf(piece.number())));
        }
    }

    private void requireSize(List<StoredPiece> pieces) {
        long sent = pieces.stream().mapToLong(StoredPiece::size).sum();
        if (size >= 0 && size != sent) {
            throw PartSumsReader.invalid(
                    "The provided 'x-amz-mp-object-size' header value "
                            + size
                            + " does not match what was computed: "
                            + sent);
        }
    }

    private static void requireLarge(List<StoredPiece> pieces) {
        for (StoredPiece piece : pieces.subList(0, pieces.size() - 1)) {
            if (piece.size() < LEAST) {
                throw new S3Exception(
                        S3Code.ENTITY_TOO_SMALL,
                        S3Code.ENTITY_TOO_SMALL.message(),
                        Map.of(
                                "ProposedSize",
                                String.valueOf(piece.size()),
                                "MinSizeAllowed",
                                String.valueOf(LEAST),
                                "PartNumber",
                                String.valueOf(piece.number()),
                                "ETag",
                                piece.md5()));
            }
        }
    }
}

package dev.storeward.server.s3.xml;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.checksum.Checksum;
import dev.storeward.server.s3.checksum.ChecksumAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code CompleteMultipartUpload} is sent: the parts, in ascending order. */
public record CompletedUpload(List<Part> parts) {
    private static final int MOST_PARTS = 10_000;
    private static final int MOST_DIGITS = 9;

    /** Ten thousand parts with a SHA-256 each are two mebibytes, and more when indented. */
    private static final int MOST_BYTES = 4 << 20;

    /**
     * A part.
     *
     * @param etag without quotes
     * @param checksums as the client says them
     */
    public record Part(int number, String etag, List<Checksum> checksums) {
        public Part {
            checksums = List.copyOf(checksums);
        }
    }

    public CompletedUpload {
        parts = List.copyOf(parts);
    }

    /**
     * Reads a document.
     *
     * @throws S3Exception {@code MALFORMED_XML} when it is another or names no part or too many,
     *     {@code INVALID_PART} for a number that no part has, {@code INVALID_PART_ORDER} when
     *     numbers do not ascend; {@code MAX_MESSAGE_LENGTH_EXCEEDED} above 4 MiB
     */
    public static CompletedUpload read(InputStream body) throws IOException {
        return XmlCursor.read(body, MOST_BYTES, "CompleteMultipartUpload", CompletedUpload::read);
    }

    private static CompletedUpload read(XmlCursor xml) {
        List<Part> parts = new ArrayList<>();
        xml.children(name -> {
            if (!name.equals("Part") || parts.size() == MOST_PARTS) {
                throw XmlCursor.malformed();
            }
            parts.add(part(xml));
        });
        if (parts.isEmpty()) {
            throw XmlCursor.malformed();
        }
        for (int i = 1; i < parts.size(); i++) {
            if (parts.get(i - 1).number() >= parts.get(i).number()) {
                throw new S3Exception(S3Code.INVALID_PART_ORDER);
            }
        }
        return new CompletedUpload(parts);
    }

    private static Part part(XmlCursor xml) {
        List<Long> numbers = new ArrayList<>();
        List<String> etags = new ArrayList<>();
        List<Checksum> checksums = new ArrayList<>();
        xml.children(name -> {
            switch (name) {
                case "PartNumber" -> numbers.add(xml.number(MOST_DIGITS));
                case "ETag" -> etags.add(unquoted(xml.text().strip()));
                default ->
                        checksums.add(
                                Checksum.parse(
                                        algorithm(name).orElseThrow(XmlCursor::malformed),
                                        xml.text().strip()));
            }
        });
        if (numbers.size() != 1 || etags.size() != 1) {
            throw XmlCursor.malformed();
        }
        long number = numbers.getFirst();
        if (number < 1 || number > MOST_PARTS) {
            throw new S3Exception(S3Code.INVALID_PART);
        }
        return new Part((int) number, etags.getFirst(), checksums);
    }

    private static Optional<ChecksumAlgorithm> algorithm(String element) {
        return ChecksumAlgorithm.all().stream()
                .filter(one -> one.element().equals(element))
                .findFirst();
    }

    private static String unquoted(String etag) {
        boolean quoted = etag.length() > 1 && etag.startsWith("\"") && etag.endsWith("\"");
        return quoted ? etag.substring(1, etag.length() - 1) : etag;
    }
}

package dev.storeward.server.s3.xml;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code CreateBucket} may be sent.
 *
 * @param location empty for none
 */
public record BucketConfiguration(String location) {
    private static final int MOST_BYTES = 64 << 10;

    /**
     * Reads a document; an empty body says nothing.
     *
     * @throws S3Exception {@code MALFORMED_XML} when it is another, {@code NOT_IMPLEMENTED} when it
     *     asks for a kind of bucket or for tags
     */
    public static BucketConfiguration read(InputStream body) throws IOException {
        byte[] sent = body.readNBytes(MOST_BYTES + 1);
        if (sent.length == 0) {
            return new BucketConfiguration("");
        }
        return XmlCursor.read(
                new ByteArrayInputStream(sent),
                MOST_BYTES,
                "CreateBucketConfiguration",
                BucketConfiguration::read);
    }

    private static BucketConfiguration read(XmlCursor xml) {
        List<String> locations = new ArrayList<>();
        xml.children(name -> {
            switch (name) {
                case "LocationConstraint" -> locations.add(xml.text().strip());
                case "Location", "Bucket", "Tags" -> throw new S3Exception(S3Code.NOT_IMPLEMENTED);
                default -> throw XmlCursor.malformed();
            }
        });
        if (locations.size() > 1) {
            throw XmlCursor.malformed();
        }
        return new BucketConfiguration(locations.isEmpty() ? "" : locations.getFirst());
    }
}

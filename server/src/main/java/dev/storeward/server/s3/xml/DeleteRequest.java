package dev.storeward.server.s3.xml;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code DeleteObjects} is sent.
 *
 * @param quiet whether only failures are answered
 */
public record DeleteRequest(List<Target> targets, boolean quiet) {
    private static final int MOST_TARGETS = 1_000;

    /** A thousand keys of 1,024 bytes each are more than one mebibyte with what is around them. */
    private static final int MOST_BYTES = 2 << 20;

    /**
     * One object.
     *
     * @param conditions the further elements that were sent, by name: {@code VersionId}, {@code
     *     ETag}, {@code LastModifiedTime}, {@code Size}
     */
    public record Target(String key, Map<String, String> conditions) {
        public Target {
            conditions = Map.copyOf(conditions);
        }
    }

    public DeleteRequest {
        targets = List.copyOf(targets);
    }

    /**
     * Reads a document.
     *
     * @throws dev.storeward.server.s3.S3Exception {@code MALFORMED_XML} when it is another, or
     *     names none or more than 1,000 objects; {@code MAX_MESSAGE_LENGTH_EXCEEDED} above 2 MiB
     */
    public static DeleteRequest read(InputStream body) throws IOException {
        return XmlCursor.read(body, MOST_BYTES, "Delete", DeleteRequest::read);
    }

    private static DeleteRequest read(XmlCursor xml) {
        List<Target> targets = new ArrayList<>();
        List<Boolean> quiet = new ArrayList<>();
        xml.children(name -> {
            switch (name) {
                case "Object" -> targets.add(target(xml));
                case "Quiet" -> quiet.add(xml.flag());
                default -> throw XmlCursor.malformed();
            }
        });
        if (targets.isEmpty() || targets.size() > MOST_TARGETS || quiet.size() > 1) {
            throw XmlCursor.malformed();
        }
        return new DeleteRequest(targets, quiet.contains(true));
    }

    private static Target target(XmlCursor xml) {
        Map<String, String> fields = new TreeMap<>();
        xml.children(name -> {
            switch (name) {
                case "Key", "VersionId", "ETag", "LastModifiedTime", "Size" -> {
                    if (fields.put(name, xml.text()) != null) {
                        throw XmlCursor.malformed();
                    }
                }
                default -> throw XmlCursor.malformed();
            }
        });
        String key = fields.remove("Key");
        if (key == null || key.isEmpty()) {
            throw XmlCursor.malformed();
        }
        return new Target(key, fields);
    }
}

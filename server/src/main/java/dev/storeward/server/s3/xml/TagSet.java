package dev.storeward.server.s3.xml;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storeward.server.s3.PercentEncoding;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** The tags of an object, in the order they were sent. */
public record TagSet(Map<String, String> tags) {
    private static final int MOST_TAGS = 10;
    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;
    private static final int MOST_BYTES = 64 << 10;
    private static final String RESERVED = "aws:";

    /**
     * Takes tags.
     *
     * @throws S3Exception {@code INVALID_TAG} for more than 10, a key of none or more than 128
     *     characters, a value of more than 256, other characters than S3 takes, and reserved keys
     */
    public TagSet {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        if (tags.size() > MOST_TAGS) {
            throw invalid("Object tags cannot be greater than 10");
        }
        tags.forEach((key, value) -> {
            if (key.isEmpty() || !isText(key, LONGEST_KEY)) {
                throw invalid("The TagKey you have provided is invalid");
            }
            if (!isText(value, LONGEST_VALUE)) {
                throw invalid("The TagValue you have provided is invalid");
            }
            if (key.startsWith(RESERVED)) {
                throw invalid("System tags cannot be added/updated by requester");
            }
        });
    }

    /**
     * Reads a {@code Tagging} document.
     *
     * @throws S3Exception {@code MALFORMED_XML} when it is another, {@code INVALID_TAG} as above
     *     and for a key that is there twice
     */
    public static TagSet read(InputStream body) throws IOException {
        return XmlCursor.read(
                body,
                MOST_BYTES,
                "Tagging",
                xml -> {
                    Map<String, String> tags = new LinkedHashMap<>();
                    int[] sets = new int[1];
                    xml.children(name -> {
                        require(name.equals("TagSet") && sets[0]++ == 0);
                        xml.children(tag -> {
                            require(tag.equals("Tag"));
                            Map<String, String> fields = fields(xml);
                            put(
                                    tags,
                                    fields.getOrDefault("Key", ""),
                                    fields.getOrDefault("Value", ""));
                        });
                    });
                    require(sets[0] == 1);
                    return new TagSet(tags);
                });
    }

    /**
     * Reads an {@code x-amz-tagging} header: {@code key=value&other=value}, percent-encoded.
     *
     * @throws S3Exception {@code INVALID_ARGUMENT} when it is not well encoded, {@code INVALID_TAG}
     *     as for a document
     */
    public static TagSet ofHeader(String header) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String pair : header.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                put(
                        tags,
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return new TagSet(tags);
    }

    /** Writes what a {@code Tagging} document holds. */
    public void write(XmlWriter xml) {
        xml.start("TagSet");
        tags.forEach(
                (key, value) -> xml.start("Tag").element("Key", key).element("Value", value).end());
        xml.end();
    }

    private static Map<String, String> fields(XmlCursor xml) {
        Map<String, String> fields = new TreeMap<>();
        xml.children(name -> {
            require(name.equals("Key") || name.equals("Value"));
            require(fields.put(name, xml.text()) == null);
        });
        require(fields.size() == 2);
        return fields;
    }

    private static void put(Map<String, String> tags, String key, String value) {
        if (tags.put(key, value) != null) {
            throw invalid("Cannot provide multiple Tags with the same key");
        }
    }

    private static String decoded(String raw) {
        try {
            return new String(PercentEncoding.decode(raw, true), UTF_8);
        } catch (S3Exception _) {
            throw new S3Exception(
                    S3Code.INVALID_ARGUMENT,
                    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.");
        }
    }

    private static boolean isText(String text, int longest) {
        IntPredicate taken =
                c ->
                        Character.isLetterOrDigit(c)
                                || Character.isSpaceChar(c)
                                || "_.:/=+-@".indexOf(c) >= 0;
        return text.codePointCount(0, text.length()) <= longest
                && text.codePoints().allMatch(taken);
    }

    private static void require(boolean held) {
        if (!held) {
            throw XmlCursor.malformed();
        }
    }

    private static S3Exception invalid(String message) {
        return new S3Exception(S3Code.INVALID_TAG, message);
    }
}

package dev.storeward.server.s3.xml;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What {@code PutBucketLifecycleConfiguration} is sent. No object is deleted or moved by rules
 * here; a document is read so that who sent a wrong one is told so.
 */
public final class LifecycleConfiguration {
    private static final int MOST_BYTES = 512 << 10;
    private static final int MOST_RULES = 1_000;
    private static final int LONGEST_ID = 255;
    private static final int MOST_DIGITS = 10;
    private static final Set<String> STATES = Set.of("Enabled", "Disabled");

    /** What each element may hold; those that are not named here hold text. */
    private static final Map<String, Set<String>> WITHIN =
            Map.of(
                    "Rule",
                    Set.of(
                            "ID",
                            "Status",
                            "Prefix",
                            "Filter",
                            "Expiration",
                            "Transition",
                            "NoncurrentVersionExpiration",
                            "NoncurrentVersionTransition",
                            "AbortIncompleteMultipartUpload"),
                    "Filter",
                    Set.of("And", "Prefix", "Tag", "ObjectSizeGreaterThan", "ObjectSizeLessThan"),
                    "And",
                    Set.of("Prefix", "Tag", "ObjectSizeGreaterThan", "ObjectSizeLessThan"),
                    "Tag",
                    Set.of("Key", "Value"),
                    "Expiration",
                    Set.of("Days", "Date", "ExpiredObjectDeleteMarker"),
                    "Transition",
                    Set.of("Days", "Date", "StorageClass"),
                    "NoncurrentVersionExpiration",
                    Set.of("NoncurrentDays", "NewerNoncurrentVersions"),
                    "NoncurrentVersionTransition",
                    Set.of("NoncurrentDays", "NewerNoncurrentVersions", "StorageClass"),
                    "AbortIncompleteMultipartUpload",
                    Set.of("DaysAfterInitiation"));

    private final Set<String> ids = new HashSet<>();
    private int rules;
    private int states;

    private LifecycleConfiguration() {}

    /**
     * Passes a document that S3 takes.
     *
     * @throws S3Exception {@code MALFORMED_XML} when it is another, {@code INVALID_ARGUMENT} for a
     *     value that can be none
     */
    public static void requireValid(InputStream body) throws IOException {
        LifecycleConfiguration read =
                XmlCursor.read(
                        body,
                        MOST_BYTES,
                        "LifecycleConfiguration",
                        xml -> new LifecycleConfiguration().read(xml));
        if (read.rules == 0 || read.rules > MOST_RULES || read.states != read.rules) {
            throw XmlCursor.malformed();
        }
    }

    private LifecycleConfiguration read(XmlCursor xml) {
        xml.children(name -> {
            if (!name.equals("Rule")) {
                throw XmlCursor.malformed();
            }
            rules++;
            element(xml, name);
        });
        return this;
    }

    private void element(XmlCursor xml, String name) {
        xml.children(child -> {
            if (!WITHIN.getOrDefault(name, Set.of()).contains(child)) {
                throw XmlCursor.malformed();
            }
            if (WITHIN.containsKey(child)) {
                element(xml, child);
            } else {
                value(name, child, xml);
            }
        });
    }

    private void value(String of, String name, XmlCursor xml) {
        switch (name) {
            case "ID" -> id(xml.text().strip());
            case "Status" -> {
                states++;
                if (!STATES.contains(xml.text().strip())) {
                    throw XmlCursor.malformed();
                }
            }
            case "Date" -> requireMidnight(xml.text().strip());
            case "Days" -> {
                if (xml.number(MOST_DIGITS) == 0 && of.equals("Expiration")) {
                    throw invalid("'Days' for Expiration action must be a positive integer");
                }
            }
            default -> xml.text();
        }
    }

    private void id(String id) {
        if (id.length() > LONGEST_ID) {
            throw invalid("ID length should not exceed allowed limit of " + LONGEST_ID);
        }
        if (!id.isEmpty() && !ids.add(id)) {
            throw invalid("Rule ID must be unique. Found same ID for more than one rule");
        }
    }

    private static void requireMidnight(String date) {
        try {
            Instant at = Instant.parse(date.contains("T") ? date : date + "T00:00:00Z");
            if (!at.truncatedTo(ChronoUnit.DAYS).equals(at)) {
                throw invalid("'Date' must be at midnight GMT");
            }
        } catch (DateTimeException _) {
            throw XmlCursor.malformed();
        }
    }

    private static S3Exception invalid(String message) {
        return new S3Exception(S3Code.INVALID_ARGUMENT, message);
    }
}

package dev.storeward.server.api.s3;

import dev.storeward.server.s3.EncryptionHeaders;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a request asks for that is not done here, and must not be taken silently. */
final class SupportReader {
    private static final List<String> HEADERS =
            List.of(
                    "x-amz-grant-",
                    "x-amz-object-lock-",
                    "x-amz-website-redirect-location",
                    "x-amz-write-offset-bytes");

    private static final Set<String> CANNED_LISTS =
            Set.of(
                    "public-read",
                    "public-read-write",
                    "authenticated-read",
                    "aws-exec-read",
                    "bucket-owner-read",
                    "bucket-owner-full-control",
                    "log-delivery-write");

    private static final Set<String> STORAGE_CLASSES =
            Set.of(
                    "DEEP_ARCHIVE",
                    "EXPRESS_ONEZONE",
                    "GLACIER",
                    "GLACIER_IR",
                    "INTELLIGENT_TIERING",
                    "ONEZONE_IA",
                    "OUTPOSTS",
                    "REDUCED_REDUNDANCY",
                    "STANDARD_IA");

    private static final Set<String> OWNERSHIPS = Set.of("BucketOwnerPreferred", "ObjectWriter");

    /** What stands in the query of a change besides what it is about. */
    private static final Set<String> BESIDE = Set.of("versionId", "x-id");

    private SupportReader() {}

    /**
     * Refuses what headers ask for and is not done, and what is meant for the bucket of another.
     *
     * @throws S3Exception {@code NOT_IMPLEMENTED}; {@code INVALID_ARGUMENT}, {@code
     *     INVALID_STORAGE_CLASS} or {@code INVALID_ENCRYPTION_ALGORITHM} for what S3 knows neither;
     *     {@code ACCESS_DENIED}
     */
    static void require(S3RequestReader sent) {
        for (String name : sent.headers().names()) {
            if (HEADERS.stream().anyMatch(name::startsWith)) {
                throw notImplemented(name);
            }
        }
        require(sent, "x-amz-acl", "private", CANNED_LISTS, S3Code.INVALID_ARGUMENT);
        require(
                sent,
                "x-amz-storage-class",
                "STANDARD",
                STORAGE_CLASSES,
                S3Code.INVALID_STORAGE_CLASS);
        EncryptionHeaders.require(sent.headers(), reads(sent));
        require(
                sent,
                "x-amz-object-ownership",
                "BucketOwnerEnforced",
                OWNERSHIPS,
                S3Code.INVALID_ARGUMENT);
        require(
                sent,
                "x-amz-bucket-object-lock-enabled",
                "false",
                Set.of("true"),
                S3Code.INVALID_ARGUMENT);
        requireOwner(sent, "x-amz-expected-bucket-owner");
        requireOwner(sent, "x-amz-source-expected-bucket-owner");
    }

    private static void require(
            S3RequestReader sent, String name, String done, Set<String> known, S3Code otherwise) {
        sent.header(name)
                .filter(value -> !value.equalsIgnoreCase(done))
                .ifPresent(value -> {
                    throw known.contains(value)
                            ? notImplemented(name)
                            : new S3Exception(
                                    otherwise,
                                    otherwise.message(),
                                    Map.of("ArgumentName", name, "ArgumentValue", value));
                });
    }

    private static void requireOwner(S3RequestReader sent, String name) {
        if (sent.header(name)
                .filter(owner -> !owner.equals(sent.caller().userId().toString()))
                .isPresent()) {
            throw new S3Exception(S3Code.ACCESS_DENIED);
        }
    }

    /**
     * Refuses a change whose query says more than is understood: without that it would be another
     * one.
     *
     * @param subresource what the change is about; empty for the bucket or object itself
     * @throws S3Exception {@code NOT_IMPLEMENTED}
     */
    static void requireUnderstood(S3RequestReader sent, String subresource) {
        if (reads(sent)) {
            return;
        }
        for (String name : sent.query().names()) {
            if (!name.equals(subresource)
                    && !BESIDE.contains(name)
                    && !(name.equals("partNumber") && subresource.equals("uploadId"))
                    && !name.toLowerCase(Locale.ROOT).startsWith(S3RequestReader.OF_HEADERS)) {
                throw new S3Exception(
                        S3Code.NOT_IMPLEMENTED,
                        "A parameter of the query implies functionality that is not implemented",
                        Map.of("Parameter", name));
            }
        }
    }

    private static boolean reads(S3RequestReader sent) {
        return sent.method().equals("GET") || sent.method().equals("HEAD");
    }

    static S3Exception notImplemented(String header) {
        return new S3Exception(
                S3Code.NOT_IMPLEMENTED, S3Code.NOT_IMPLEMENTED.message(), Map.of("Header", header));
    }
}

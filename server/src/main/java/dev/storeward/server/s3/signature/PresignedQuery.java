package dev.storeward.server.s3.signature;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The claim in a query, which ends at a time of its own. */
final class PresignedQuery {
    static final String SIGNATURE = "X-Amz-Signature";
    static final String CONTENT_SHA256 = "X-Amz-Content-Sha256";
    private static final String ALGORITHM = "X-Amz-Algorithm";
    private static final String CREDENTIAL = "X-Amz-Credential";
    private static final String DATE = "X-Amz-Date";
    private static final String EXPIRES = "X-Amz-Expires";
    private static final String SIGNED_HEADERS = "X-Amz-SignedHeaders";
    private static final Set<String> OF_CLAIM_AND_BODY =
            Set.of(
                    "x-amz-algorithm",
                    "x-amz-content-sha256",
                    "x-amz-credential",
                    "x-amz-date",
                    "x-amz-decoded-content-length",
                    "x-amz-expires",
                    "x-amz-sdk-checksum-algorithm",
                    "x-amz-security-token",
                    "x-amz-signature",
                    "x-amz-signedheaders",
                    "x-amz-trailer");
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int MOST_DIGITS = 18;

    private PresignedQuery() {}

    /** Whether the query claims to be signed, be it badly. */
    static boolean isIn(QueryParameters query) {
        return query.has(ALGORITHM) || query.has(CREDENTIAL) || query.has(SIGNATURE);
    }

    static Claim read(QueryParameters query) {
        if (!one(query, ALGORITHM).equals("AWS4-HMAC-SHA256")) {
            throw refused("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
        }
        CredentialScope scope =
                CredentialScope.parse(
                        one(query, CREDENTIAL),
                        what -> refused("Error parsing the X-Amz-Credential parameter; " + what));
        return new Claim(
                Claim.Form.QUERY,
                scope,
                time(query),
                new TreeSet<>(List.of(one(query, SIGNED_HEADERS).split(";", -1))),
                one(query, SIGNATURE));
    }

    /** How long the claim holds from its time on. */
    static Duration lifetime(QueryParameters query) {
        String text = one(query, EXPIRES);
        String digits = text.startsWith("-") ? text.substring(1) : text;
        if (digits.isEmpty()
                || digits.length() > MOST_DIGITS
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw refused("X-Amz-Expires should be a number");
        }
        long seconds = Long.parseLong(text);
        if (seconds < 0) {
            throw refused("X-Amz-Expires must be non-negative");
        }
        if (seconds == 0) {
            throw refused("X-Amz-Expires must be at least 1");
        }
        if (seconds > LONGEST.toSeconds()) {
            throw refused(
                    "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds");
        }
        return Duration.ofSeconds(seconds);
    }

    private static Instant time(QueryParameters query) {
        return RequestTime.parsed(one(query, DATE))
                .orElseThrow(() ->
                        refused(
                                "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""));
    }

    /**
     * What stands in the query in place of headers. What is said there of the body is passed over,
     * as S3 does: tools presign before there is one, and write the checksum of nothing.
     */
    static Map<String, List<String>> headers(QueryParameters query) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String name : query.names()) {
            String header = name.toLowerCase(Locale.ROOT);
            if (header.startsWith("x-amz-")
                    && !header.startsWith("x-amz-checksum-")
                    && !OF_CLAIM_AND_BODY.contains(header)) {
                headers.put(name, query.values(name));
            }
        }
        return headers;
    }

    private static String one(QueryParameters query, String name) {
        List<String> values = query.values(name);
        if (values.size() != 1 || values.getFirst().isEmpty()) {
            throw refused(
                    "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
        }
        return values.getFirst();
    }

    static S3Exception refused(String message) {
        return new S3Exception(S3Code.AUTHORIZATION_QUERY_PARAMETERS_ERROR, message);
    }
}

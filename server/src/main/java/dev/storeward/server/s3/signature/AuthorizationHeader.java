package dev.storeward.server.s3.signature;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The claim in an {@code Authorization} header. */
final class AuthorizationHeader {
    private static final String SCHEME = "AWS4-HMAC-SHA256";
    private static final Set<String> PARTS = Set.of("Credential", "SignedHeaders", "Signature");

    private AuthorizationHeader() {}

    static Claim read(String header, RequestHeaders headers) {
        int end = header.indexOf(' ');
        String scheme = end < 0 ? header : header.substring(0, end);
        if (!scheme.equals(SCHEME)) {
            throw unsupported(scheme, end < 0 ? "" : header.substring(end + 1));
        }
        Map<String, String> parts = parts(end < 0 ? "" : header.substring(end + 1));
        CredentialScope scope =
                CredentialScope.parse(
                        parts.getOrDefault("Credential", ""), AuthorizationHeader::malformed);
        return new Claim(
                Claim.Form.HEADER,
                scope,
                time(headers),
                new TreeSet<>(List.of(parts.getOrDefault("SignedHeaders", "").split(";", -1))),
                parts.getOrDefault("Signature", ""));
    }

    private static Map<String, String> parts(String text) {
        Map<String, String> parts = new HashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? "" : part.substring(0, equals).strip();
            if (!PARTS.contains(name)
                    || parts.put(name, part.substring(equals + 1).strip()) != null) {
                throw malformed(
                        "the authorization header requires three components: Credential, SignedHeaders, and Signature.");
            }
        }
        if (parts.size() < PARTS.size() || parts.containsValue("")) {
            throw malformed(
                    "the authorization header requires three components: Credential, SignedHeaders, and Signature.");
        }
        return parts;
    }

    private static Instant time(RequestHeaders headers) {
        return headers.value("x-amz-date")
                .or(() -> headers.value("date"))
                .flatMap(RequestTime::ofHeader)
                .orElseThrow(() ->
                        new S3Exception(
                                S3Code.ACCESS_DENIED,
                                "AWS authentication requires a valid Date or x-amz-date header"));
    }

    static S3Exception malformed(String what) {
        return new S3Exception(
                S3Code.AUTHORIZATION_HEADER_MALFORMED,
                "The authorization header is malformed; " + what);
    }

    /** Version 2, version 4a, and what is no signature at all. */
    private static S3Exception unsupported(String scheme, String rest) {
        boolean another =
                (scheme.equals("AWS") && rest.contains(":")) || scheme.startsWith("AWS4-");
        return another
                ? oldSignature()
                : new S3Exception(
                        S3Code.INVALID_ARGUMENT,
                        "Unsupported Authorization Type",
                        Map.of("ArgumentName", "Authorization"));
    }

    static S3Exception oldSignature() {
        return new S3Exception(
                S3Code.INVALID_REQUEST,
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
    }
}

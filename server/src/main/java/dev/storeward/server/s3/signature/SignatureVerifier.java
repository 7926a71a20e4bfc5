package dev.storeward.server.s3.signature;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.store.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Tells who signed a request, or refuses it. Everything a request says that S3 acts upon must be
 * signed: its method, path, query, host, and every header that begins with {@code x-amz-}.
 */
public final class SignatureVerifier {
    private static final Duration SKEW = Duration.ofMinutes(15);
    private static final String CONTENT_SHA256 = "x-amz-content-sha256";
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private final InstantSource clock;
    private final DerivedKeys derived = new DerivedKeys();

    public SignatureVerifier(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Checks the signature of a request.
     *
     * @throws S3Exception with S3's code for whatever is wrong
     */
    public VerifiedRequest verify(SignedRequest request, AccessKeys keys) {
        QueryParameters query = new QueryParameters(request.query());
        Claim claim = claim(request.headers(), query);
        Secret secret =
                keys.secretOf(claim.scope().accessKeyId())
                        .orElseThrow(() -> unknown(claim.scope().accessKeyId()));
        requireNoSession(request.headers(), query);
        requireTime(claim, request.headers(), query);
        requireSigned(claim, request.headers());
        String payload = payload(claim, request.headers(), query);
        SigningKey key = derived.of(secret, claim.scope());
        CanonicalRequest canonical = new CanonicalRequest(request, query, claim, payload);
        if (!key.signed(canonical.stringToSign(), claim.signature())) {
            throw canonical.mismatch();
        }
        derived.keep(secret, claim.scope(), key);
        ChunkSignatures chunks =
                new ChunkSignatures(key, claim.time(), claim.scope(), claim.signature());
        RequestHeaders headers =
                switch (claim.form()) {
                    case HEADER -> request.headers();
                    case QUERY -> request.headers().or(PresignedQuery.headers(query));
                };
        return new VerifiedRequest(
                claim.scope().accessKeyId(),
                claim.scope().region(),
                Payload.of(payload, chunks),
                headers);
    }

    private static Claim claim(RequestHeaders headers, QueryParameters query) {
        List<String> header =
                headers.lines("authorization").stream().filter(line -> !line.isBlank()).toList();
        boolean inQuery = PresignedQuery.isIn(query);
        boolean oldQuery = query.has("AWSAccessKeyId") && query.has("Signature");
        if (header.size() > 1 || (!header.isEmpty() && (inQuery || oldQuery))) {
            throw new S3Exception(
                    S3Code.INVALID_ARGUMENT,
                    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
                    Map.of("ArgumentName", "Authorization"));
        }
        if (inQuery) {
            return PresignedQuery.read(query);
        }
        if (oldQuery) {
            throw AuthorizationHeader.oldSignature();
        }
        if (header.isEmpty()) {
            throw new S3Exception(S3Code.ACCESS_DENIED);
        }
        return AuthorizationHeader.read(header.getFirst().strip(), headers);
    }

    /** Keys here are lasting ones: a session's token is of another service's. */
    private static void requireNoSession(RequestHeaders headers, QueryParameters query) {
        if (headers.value("x-amz-security-token").filter(token -> !token.isEmpty()).isPresent()
                || query.has("X-Amz-Security-Token")) {
            throw new S3Exception(S3Code.INVALID_TOKEN);
        }
    }

    private void requireTime(Claim claim, RequestHeaders headers, QueryParameters query) {
        String day = RequestTime.day(claim.time());
        if (!claim.scope().day().equals(day)) {
            throw anotherDay(claim);
        }
        Instant now = clock.instant();
        boolean early = claim.time().isAfter(now.plus(SKEW));
        switch (claim.form()) {
            case HEADER -> {
                if (early || claim.time().isBefore(now.minus(SKEW))) {
                    throw skewed(headers, now);
                }
            }
            case QUERY -> {
                Duration lifetime = PresignedQuery.lifetime(query);
                if (early) {
                    throw new S3Exception(
                            S3Code.ACCESS_DENIED,
                            "Request is not yet valid",
                            Map.of("ServerTime", now.toString()));
                }
                if (now.isAfter(claim.time().plus(lifetime))) {
                    throw expired(claim, lifetime, now);
                }
            }
        }
    }

    private static S3Exception anotherDay(Claim claim) {
        String what =
                "Invalid credential date \""
                        + claim.scope().day()
                        + "\". This date is not the same as X-Amz-Date: \""
                        + RequestTime.day(claim.time())
                        + "\".";
        return switch (claim.form()) {
            case HEADER -> AuthorizationHeader.malformed(what);
            case QUERY -> PresignedQuery.refused(what);
        };
    }

    private static S3Exception skewed(RequestHeaders headers, Instant now) {
        Map<String, String> times = new LinkedHashMap<>();
        times.put(
                "RequestTime",
                headers.value("x-amz-date").or(() -> headers.value("date")).orElse(""));
        times.put("ServerTime", now.toString());
        times.put("MaxAllowedSkewMilliseconds", Long.toString(SKEW.toMillis()));
        return new S3Exception(
                S3Code.REQUEST_TIME_TOO_SKEWED, S3Code.REQUEST_TIME_TOO_SKEWED.message(), times);
    }

    private static S3Exception expired(Claim claim, Duration lifetime, Instant now) {
        Map<String, String> times = new LinkedHashMap<>();
        times.put("X-Amz-Expires", Long.toString(lifetime.toSeconds()));
        times.put("Expires", claim.time().plus(lifetime).toString());
        times.put("ServerTime", now.toString());
        return new S3Exception(S3Code.ACCESS_DENIED, "Request has expired", times);
    }

    private static void requireSigned(Claim claim, RequestHeaders headers) {
        TreeSet<String> unsigned = new TreeSet<>(headers.names());
        unsigned.removeIf(name -> !name.startsWith("x-amz-"));
        unsigned.add("host");
        unsigned.removeAll(claim.signedHeaders());
        if (!unsigned.isEmpty()) {
            throw new S3Exception(
                    S3Code.ACCESS_DENIED,
                    "There were headers present in the request which were not signed",
                    Map.of("HeadersNotSigned", String.join(", ", unsigned)));
        }
    }

    private static String payload(Claim claim, RequestHeaders headers, QueryParameters query) {
        return switch (claim.form()) {
            case HEADER ->
                    headers.value(CONTENT_SHA256)
                            .orElseThrow(() ->
                                    new S3Exception(
                                            S3Code.INVALID_REQUEST,
                                            "Missing required header for this request: x-amz-content-sha256"));
            case QUERY ->
                    headers.value(CONTENT_SHA256)
                            .or(() ->
                                    query.values(PresignedQuery.CONTENT_SHA256).stream()
                                            .findFirst())
                            .orElse(UNSIGNED);
        };
    }

    static S3Exception unknown(String accessKeyId) {
        return new S3Exception(
                S3Code.INVALID_ACCESS_KEY_ID,
                S3Code.INVALID_ACCESS_KEY_ID.message(),
                Map.of("AWSAccessKeyId", accessKeyId));
    }
}

package dev.storeward.server.s3;

import dev.storeward.core.access.Caller;
import dev.storeward.core.access.signing.SigningKey;
import dev.storeward.core.access.signing.SigningKeys;
import dev.storeward.server.http.origin.CallerOrigin;
import dev.storeward.server.http.request.CallLimits;
import dev.storeward.server.http.request.MemoryBudget;
import dev.storeward.server.http.request.RequestIds;
import dev.storeward.server.s3.signature.RequestHeaders;
import dev.storeward.server.s3.signature.SignatureVerifier;
import dev.storeward.server.s3.signature.SignedRequest;
import dev.storeward.server.s3.signature.VerifiedRequest;
import dev.storeward.store.Secret;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the signature of a request into its caller. Safe for use by several threads. */
public final class S3Authentication {
    private final SigningKeys keys;
    private final SignatureVerifier verifier;
    private final CallLimits limits;

    public S3Authentication(SigningKeys keys, SignatureVerifier verifier, CallLimits limits) {
        this.keys = keys;
        this.verifier = verifier;
        this.limits = limits;
    }

    /** A request whose sender is known. */
    public record Signed(Caller caller, VerifiedRequest verified, RequestHeaders headers) {}

    /**
     * Who signed a request.
     *
     * @throws S3Exception when nobody did, or not rightly
     * @throws dev.storeward.core.ProblemException {@code RateLimited}
     */
    public Signed signed(HttpServletRequest request) {
        RequestHeaders headers = headers(request);
        String query = request.getQueryString();
        SignedRequest sent =
                new SignedRequest(
                        request.getMethod(),
                        S3Hosts.sentPath(request),
                        query == null ? "" : query,
                        headers);
        Lookup lookup = new Lookup(request);
        VerifiedRequest verified = verified(request, sent, lookup);
        SigningKey key = lookup.found().orElseThrow();
        Caller caller = key.caller(RequestIds.of(request));
        CallerOrigin.of(request, caller);
        limits.known(request, key.accessKeyId(), caller);
        MemoryBudget.owned(request, caller.requireTenant().id());
        return new Signed(caller, verified, verified.headers());
    }

    private VerifiedRequest verified(
            HttpServletRequest request, SignedRequest sent, Lookup lookup) {
        try {
            return verifier.verify(sent, lookup::secretOf);
        } catch (S3Exception e) {
            if (e.code() == S3Code.SIGNATURE_DOES_NOT_MATCH
                    || e.code() == S3Code.INVALID_ACCESS_KEY_ID) {
                limits.wrongKey(request);
            }
            throw e;
        }
    }

    /** The one key that a request is asked about. Belongs to it. */
    private final class Lookup {
        private final HttpServletRequest request;
        private Optional<SigningKey> found = Optional.empty();

        Lookup(HttpServletRequest request) {
            this.request = request;
        }

        Optional<Secret> secretOf(String accessKeyId) {
            limits.beforeKey(request, accessKeyId);
            found = keys.find(accessKeyId);
            return found.map(SigningKey::secret);
        }

        Optional<SigningKey> found() {
            return found;
        }
    }

    private static RequestHeaders headers(HttpServletRequest request) {
        Map<String, List<String>> sent = new LinkedHashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            sent.put(name, Collections.list(request.getHeaders(name)));
        }
        return new RequestHeaders(sent);
    }
}

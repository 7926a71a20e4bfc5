package dev.storeward.server.s3;

import dev.storeward.core.access.Caller;
import dev.storeward.core.access.signing.SigningKey;
import dev.storeward.core.access.signing.SigningKeys;
import dev.storeward.server.http.origin.CallerOrigin;
import dev.storeward.server.http.request.CallLimits;
import dev.storeward.server.http.request.MemoryBudget;
import dev.storeward.server.http.request.RequestIds;
import dev.storeward.server.s3.policy.PostForm;
import dev.storeward.server.s3.signature.RequestHeaders;
import dev.storeward.server.s3.signature.SignatureVerifier;
import dev.storeward.server.s3.signature.SignedRequest;
import dev.storeward.server.s3.signature.VerifiedRequest;
import dev.storeward.store.Secret;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns the signature of a request into its caller. Safe for use by several threads. */
public final class S3Authentication {
    private final SigningKeys keys;
    private final SignatureVerifier verifier;
    private final CallLimits limits;
    private final InstantSource clock;

    public S3Authentication(
            SigningKeys keys, SignatureVerifier verifier, CallLimits limits, InstantSource clock) {
        this.keys = keys;
        this.verifier = verifier;
        this.limits = limits;
        this.clock = clock;
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
        VerifiedRequest verified = verified(request, () -> verifier.verify(sent, lookup::secretOf));
        return new Signed(caller(request, lookup), verified, verified.headers());
    }

    /** A form whose signer is known, and which is as its policy wants it. */
    public record Posted(Caller caller, PostForm form) {}

    /**
     * Who signed the policy of a form.
     *
     * @param fields of the form, before its file
     * @param fileName as the browser sends it
     * @throws S3Exception when nobody did, or not rightly, or the policy does not allow the form
     * @throws dev.storeward.core.ProblemException {@code RateLimited}
     */
    public Posted posted(
            HttpServletRequest request,
            Map<String, String> fields,
            String bucket,
            String fileName) {
        Lookup lookup = new Lookup(request);
        PostForm form =
                verified(
                        request,
                        () ->
                                PostForm.verify(
                                        fields,
                                        bucket,
                                        fileName,
                                        lookup::secretOf,
                                        clock.instant()));
        return new Posted(caller(request, lookup), form);
    }

    private Caller caller(HttpServletRequest request, Lookup lookup) {
        SigningKey key = lookup.found().orElseThrow();
        Caller caller = key.caller(RequestIds.of(request));
        CallerOrigin.of(request, caller);
        limits.known(request, key.accessKeyId(), caller);
        MemoryBudget.owned(request, caller.requireTenant().id());
        return caller;
    }

    private <T> T verified(HttpServletRequest request, Supplier<T> check) {
        try {
            return check.get();
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

package dev.storeward.server.s3.signature;

import dev.storeward.server.s3.S3Exception;
import dev.storeward.store.Secret;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;

/** A request to be checked, by the key and at the time of Amazon's published examples. */
final class Example {
    static final String KEY_ID = "AKIAIOSFODNN7EXAMPLE";
    static final Secret SECRET = Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    static final Instant TIME = Instant.parse("2013-05-24T00:00:00Z");
    static final String NOTHING =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    static final String SCOPE = KEY_ID + "/20130524/us-east-1/s3/aws4_request";

    private final String method;
    private final String path;
    private String query = "";
    private Instant now = TIME;
    private final Map<String, List<String>> headers = new LinkedHashMap<>();

    Example(String method, String path) {
        this.method = method;
        this.path = path;
        with("Host", "examplebucket.s3.amazonaws.com");
    }

    /** An empty request in the header form, all but signed. */
    static Example get(String path) {
        return new Example("GET", path)
                .with("x-amz-content-sha256", NOTHING)
                .with("x-amz-date", "20130524T000000Z");
    }

    Example query(String raw) {
        this.query = raw;
        return this;
    }

    Example at(Instant time) {
        this.now = time;
        return this;
    }

    /** Sets the lines of a header. */
    Example with(String name, String... lines) {
        headers.put(name, List.of(lines));
        return this;
    }

    Example without(String name) {
        headers.remove(name);
        return this;
    }

    /** With the header form of a claim. */
    Example signed(String signedHeaders, String signature) {
        return with(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential="
                        + SCOPE
                        + ",SignedHeaders="
                        + signedHeaders
                        + ",Signature="
                        + signature);
    }

    VerifiedRequest verified() {
        return new SignatureVerifier(InstantSource.fixed(now))
                .verify(
                        new SignedRequest(method, path, query, new RequestHeaders(headers)),
                        id -> id.equals(KEY_ID) ? Optional.of(SECRET) : Optional.empty());
    }

    S3Exception refusal() {
        List<S3Exception> refusals = new ArrayList<>();
        try {
            Assertions.fail("accepted: " + verified());
        } catch (S3Exception e) {
            refusals.add(e);
        }
        return refusals.getFirst();
    }
}

package dev.storeward.server.s3;

import dev.storeward.server.s3.signature.RequestHeaders;
import dev.storeward.server.s3.signature.SignatureVerifier;
import dev.storeward.server.s3.signature.SignedRequest;
import dev.storeward.server.s3.signature.VerifiedRequest;
import dev.storeward.store.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import software.amazon.awssdk.checksums.spi.ChecksumAlgorithm;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Requests as Amazon's SDK signs them. */
public final class SdkSigner {
    public static final String KEY_ID = "AKIDSTOREWARD";
    public static final Secret SECRET = Secret.of("s3cret/with+odd=characters");
    public static final Instant TIME = Instant.parse("2026-07-01T23:59:30Z");

    private final SdkHttpRequest.Builder request;
    private byte[] body = new byte[0];
    private boolean payloadSigned = true;
    private boolean chunked;
    private Optional<ChecksumAlgorithm> checksum = Optional.empty();
    private Optional<Duration> lifetime = Optional.empty();

    /**
     * A request that was signed.
     *
     * @param body as it is sent
     */
    public record Sent(SignedRequest request, byte[] body) {

        /** What a server takes from it. */
        public VerifiedRequest verified() {
            return new SignatureVerifier(InstantSource.fixed(TIME))
                    .verify(
                            request,
                            id -> id.equals(KEY_ID) ? Optional.of(SECRET) : Optional.empty());
        }
    }

    /**
     * A request to be signed.
     *
     * @param path percent-encoded
     */
    public SdkSigner(String method, String path) {
        this.request =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.valueOf(method))
                        .uri(URI.create("http://store.example:8080"))
                        .encodedPath(path);
    }

    public SdkSigner query(String name, String value) {
        request.appendRawQueryParameter(name, value);
        return this;
    }

    public SdkSigner header(String name, String value) {
        request.appendHeader(name, value);
        return this;
    }

    public SdkSigner body(byte[] bytes) {
        this.body = bytes.clone();
        return this;
    }

    /** Which the SDK does over TLS alone. */
    public SdkSigner payloadUnsigned() {
        request.protocol("https");
        this.payloadSigned = false;
        return this;
    }

    public SdkSigner chunked() {
        this.chunked = true;
        return this;
    }

    public SdkSigner checksum(ChecksumAlgorithm algorithm) {
        this.checksum = Optional.of(algorithm);
        return this;
    }

    /** Signs in the query, for a while, whatever the body will be. */
    public SdkSigner presigned(Duration time) {
        this.lifetime = Optional.of(time);
        return payloadUnsigned();
    }

    public Sent sent() {
        request.putHeader("Content-Length", Integer.toString(body.length));
        software.amazon.awssdk.http.auth.spi.signer.SignedRequest result = sign();
        SdkHttpRequest http = result.request();
        return new Sent(
                new SignedRequest(
                        http.method().name(),
                        http.encodedPath(),
                        http.encodedQueryParameters().orElse(""),
                        new RequestHeaders(http.headers())),
                result.payload().map(SdkSigner::bytes).orElseGet(() -> new byte[0]));
    }

    private software.amazon.awssdk.http.auth.spi.signer.SignedRequest sign() {
        AwsCredentialsIdentity identity = AwsCredentialsIdentity.create(KEY_ID, SECRET.reveal());
        SignRequest.Builder<AwsCredentialsIdentity> sign =
                SignRequest.builder(identity)
                        .request(request.build())
                        .payload(ContentStreamProvider.fromByteArray(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-central-1")
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, payloadSigned)
                        .putProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, chunked)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(TIME, ZoneOffset.UTC));
        checksum.ifPresent(
                algorithm -> sign.putProperty(AwsV4HttpSigner.CHECKSUM_ALGORITHM, algorithm));
        lifetime.ifPresent(time ->
                sign.putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, time));
        return AwsV4HttpSigner.create().sign(sign.build());
    }

    private static byte[] bytes(ContentStreamProvider content) {
        try (InputStream in = content.newStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.storeward.store.s3;

import dev.storeward.store.http.Deadlines;
import dev.storeward.store.s3.identity.S3Identity;
import dev.storeward.store.s3.identity.SdkClients;
import dev.storeward.store.s3.settings.S3Settings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeParams;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeProvider;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The clients for one bucket and credential, over a shared HTTP client.
 *
 * <p>The SHA-256 of every body is part of its signature, also over TLS: the server refuses bytes
 * that changed on the way, and no server is known that only pretends to check it.
 *
 * @param repeating repeats what is safe to repeat
 * @param once sends every request at most once
 * @param objects for requests about one object, without the SDK
 * @param identity closed with the clients
 */
record S3Clients(
        S3Client repeating,
        S3Client once,
        S3Presigner presigner,
        S3Objects objects,
        S3Identity identity)
        implements AutoCloseable {

    static final int ATTEMPTS = 3;

    /** The longest a call without a body may take, all attempts together. */
    static final Duration DEADLINE = Deadlines.PLAIN;

    /** How bodies are sent. */
    enum Framing {
        /** As they are, their digest in the request's signature. */
        WHOLE,
        /** In chunks that are signed one by one. */
        CHUNKED
    }

    /**
     * @param clock what requests are dated by
     */
    static S3Clients of(
            S3Settings settings,
            S3Identity identity,
            HttpClients.Pair http,
            Framing framing,
            InstantSource clock,
            RandomGenerator random) {
        S3Configuration service =
                S3Configuration.builder()
                        .chunkedEncodingEnabled(framing == Framing.CHUNKED)
                        .expectContinueEnabled(false)
                        .pathStyleAccessEnabled(settings.manners().pathStyle())
                        .accelerateModeEnabled(settings.accelerated())
                        .profileFile(SdkClients::noProfile)
                        .build();
        S3Presigner.Builder presigner =
                S3Presigner.builder()
                        .region(Region.of(settings.region()))
                        .credentialsProvider(identity.credentials())
                        .disableS3ExpressSessionAuth(true)
                        .serviceConfiguration(service);
        settings.served().ifPresent(presigner::endpointOverride);
        return new S3Clients(
                client(settings, identity.credentials(), service, http.sdk(), ATTEMPTS),
                client(settings, identity.credentials(), service, http.sdk(), 1),
                presigner.build(),
                S3Objects.of(settings, http.wire(), identity.credentials(), clock, random),
                identity);
    }

    private static S3Client client(
            S3Settings settings,
            AwsCredentialsProvider credentials,
            S3Configuration service,
            SdkHttpClient http,
            int attempts) {
        S3ClientBuilder builder =
                S3Client.builder()
                        .httpClient(http)
                        .region(Region.of(settings.region()))
                        .credentialsProvider(credentials)
                        .authSchemeProvider(S3Clients::signedPayload)
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .disableS3ExpressSessionAuth(true)
                        .addPlugin(LegacyMd5Plugin.create())
                        .serviceConfiguration(service)
                        .overrideConfiguration(SdkClients.configuration(attempts, DEADLINE));
        settings.served().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static List<AuthSchemeOption> signedPayload(S3AuthSchemeParams params) {
        return S3AuthSchemeProvider.defaultProvider().resolveAuthScheme(params).stream()
                .map(option ->
                        option.toBuilder()
                                .putSignerProperty(
                                        AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                                .build())
                .toList();
    }

    @Override
    public void close() {
        repeating.close();
        once.close();
        presigner.close();
        identity.close();
    }
}

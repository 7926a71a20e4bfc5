package dev.storeward.store.s3;

import dev.storeward.store.Credential;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeParams;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeProvider;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The SDK's clients for one bucket and credential, over a shared HTTP client.
 *
 * <p>The SHA-256 of every body is part of its signature, also over TLS: the server refuses bytes
 * that changed on the way, and no server is known that only pretends to check it.
 *
 * @param repeating repeats what is safe to repeat
 * @param once sends every request at most once
 * @param accessKey whose credential this is; compared, never printed
 */
record S3Clients(S3Client repeating, S3Client once, S3Presigner presigner, Secret accessKey)
        implements AutoCloseable {

    private static final int ATTEMPTS = 3;

    /** The longest a call without a body may take, all attempts together. */
    static final Duration DEADLINE = Duration.ofSeconds(60);

    static S3Clients of(S3Settings settings, Credential credential, SdkHttpClient http) {
        AwsCredentialsProvider credentials =
                settings.ownIdentity()
                        ? DefaultCredentialsProvider.builder().build()
                        : keys(credential);
        S3Configuration service =
                S3Configuration.builder()
                        .chunkedEncodingEnabled(false)
                        .expectContinueEnabled(false)
                        .pathStyleAccessEnabled(settings.pathStyle())
                        .profileFile(S3Clients::noProfile)
                        .build();
        S3Presigner.Builder presigner =
                S3Presigner.builder()
                        .region(Region.of(settings.region()))
                        .credentialsProvider(credentials)
                        .disableS3ExpressSessionAuth(true)
                        .serviceConfiguration(service);
        settings.endpoint().ifPresent(presigner::endpointOverride);
        return new S3Clients(
                client(settings, credentials, service, http, ATTEMPTS),
                client(settings, credentials, service, http, 1),
                presigner.build(),
                credential.get("access_key"));
    }

    private static AwsCredentialsProvider keys(Credential credential) {
        Secret accessKey = credential.get("access_key");
        Secret secretKey = credential.get("secret_key");
        if (accessKey.isEmpty() || secretKey.isEmpty()) {
            throw new StoreException(
                    Code.INVALID, "S3 needs both an access key's id and its secret.");
        }
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(accessKey.reveal().strip(), secretKey.reveal().strip()));
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
                        .overrideConfiguration(configuration(attempts));
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static ClientOverrideConfiguration configuration(int attempts) {
        return ClientOverrideConfiguration.builder()
                .defaultProfileFile(noProfile())
                .apiCallTimeout(DEADLINE)
                .retryStrategy(
                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(attempts)
                                .build())
                .build();
    }

    private static java.util.List<software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption>
            signedPayload(S3AuthSchemeParams params) {
        return S3AuthSchemeProvider.defaultProvider().resolveAuthScheme(params).stream()
                .map(option ->
                        option.toBuilder()
                                .putSignerProperty(
                                        AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                                .build())
                .toList();
    }

    /** The files and variables of the account this process runs under are not its tenants'. */
    private static ProfileFile noProfile() {
        return ProfileFile.builder()
                .content(new ByteArrayInputStream(new byte[0]))
                .type(ProfileFile.Type.CONFIGURATION)
                .build();
    }

    @Override
    public void close() {
        repeating.close();
        once.close();
        presigner.close();
    }
}

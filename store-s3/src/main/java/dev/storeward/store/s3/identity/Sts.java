package dev.storeward.store.s3.identity;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.s3.error.S3Failures;
import dev.storeward.store.s3.settings.AmazonSettings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.model.Credentials;

/** The service that lets us take on a customer's role. Closing it leaves the HTTP client open. */
final class Sts implements AutoCloseable {
    /** How long a role is asked for: what every role allows. */
    static final Duration LIFE = Duration.ofHours(1);

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int ATTEMPTS = 2;

    private final StsClient client;
    private final AwsCredentialsProvider identity;
    private final String account;
    private final S3Failures failures;

    private Sts(
            StsClient client,
            AwsCredentialsProvider identity,
            String account,
            S3Failures failures) {
        this.client = client;
        this.identity = identity;
        this.account = account;
        this.failures = failures;
    }

    /**
     * A role of a customer.
     *
     * @param externalId the tenant's, which its trust policy must demand
     * @param sessionName what the customer's logs call us
     */
    record Role(String arn, String externalId, String sessionName) {}

    record Session(AwsCredentials credentials, Instant end) {}

    static Sts of(
            AmazonSettings amazon,
            String region,
            AwsCredentialsProvider identity,
            SdkHttpClient http) {
        StsClientBuilder builder =
                StsClient.builder()
                        .httpClient(http)
                        .region(Region.of(region))
                        .credentialsProvider(identity)
                        .overrideConfiguration(SdkClients.configuration(ATTEMPTS, DEADLINE));
        amazon.stsEndpoint().ifPresent(builder::endpointOverride);
        return new Sts(
                builder.build(),
                identity,
                amazon.accountId(),
                new S3Failures(
                        "token service "
                                + amazon.stsEndpoint()
                                        .map(URI::getAuthority)
                                        .orElse("of Amazon in " + region)));
    }

    /**
     * Takes a role on.
     *
     * @param externalId empty for none
     * @throws StoreException {@code UNAUTHENTICATED} with the reason {@code ROLE_REFUSED} when the
     *     role does not trust us so, or our own identity is not good for it
     */
    Session assume(Role role, String externalId) {
        requireIdentity();
        try {
            Credentials given =
                    client.assumeRole(
                                    r -> {
                                        r.roleArn(role.arn())
                                                .roleSessionName(role.sessionName())
                                                .durationSeconds(Math.toIntExact(LIFE.toSeconds()));
                                        if (!externalId.isEmpty()) {
                                            r.externalId(externalId);
                                        }
                                    })
                            .credentials();
            if (given == null || given.expiration() == null) {
                throw failures.notAStore();
            }
            return new Session(
                    AwsSessionCredentials.create(
                            given.accessKeyId(), given.secretAccessKey(), given.sessionToken()),
                    given.expiration());
        } catch (RuntimeException e) {
            throw failure(role, e);
        }
    }

    /** Whether a role can be taken on with this external id, which is not its tenant's. */
    boolean takes(Role role, String externalId) {
        try {
            assume(role, externalId);
            return true;
        } catch (StoreException e) {
            if (S3Failures.codeOf(e).startsWith("AccessDenied")) {
                return false;
            }
            throw e;
        }
    }

    private void requireIdentity() {
        try {
            identity.resolveCredentials();
        } catch (RuntimeException e) {
            throw new StoreException(
                    Code.UNAUTHENTICATED,
                    Reason.ROLE_REFUSED,
                    "This installation has no identity at Amazon to take roles on with: its"
                            + " operator sets STOREWARD_AWS_ACCESS_KEY and"
                            + " STOREWARD_AWS_SECRET_KEY.",
                    e);
        }
    }

    private StoreException failure(Role role, RuntimeException e) {
        return switch (S3Failures.codeOf(e)) {
            case "AccessDenied", "AccessDeniedException" ->
                    new StoreException(Code.UNAUTHENTICATED, Reason.ROLE_REFUSED, refused(role), e);
            case "InvalidClientTokenId",
                    "UnrecognizedClientException",
                    "SignatureDoesNotMatch",
                    "IncompleteSignature",
                    "MissingAuthenticationToken",
                    "ExpiredToken",
                    "ExpiredTokenException" ->
                    new StoreException(
                            Code.UNAUTHENTICATED,
                            Reason.ROLE_REFUSED,
                            "Amazon does not accept this installation's own identity, with which"
                                    + " it takes roles on: its operator must mend"
                                    + " STOREWARD_AWS_ACCESS_KEY and STOREWARD_AWS_SECRET_KEY.",
                            e);
            case "ValidationError", "ValidationException", "NoSuchEntity" ->
                    new StoreException(
                            Code.INVALID,
                            Reason.ROLE_REFUSED,
                            "The role "
                                    + role.arn()
                                    + " is not one that can be taken on: check its account and"
                                    + " name.",
                            e);
            case "RegionDisabledException" ->
                    new StoreException(
                            Code.FORBIDDEN,
                            Reason.ACCOUNT_DISABLED,
                            "Roles cannot be taken on in this region: the role's account has not"
                                    + " enabled its token service.",
                            e);
            default -> failures.of(e);
        };
    }

    private String refused(Role role) {
        return "The role "
                + role.arn()
                + " may not be taken on: its trust policy must allow sts:AssumeRole to "
                + Optional.of(account)
                        .filter(id -> !id.isEmpty())
                        .map(id -> "the account " + id)
                        .orElse("this installation's account")
                + " under the condition that sts:ExternalId is this tenant's external id.";
    }

    @Override
    public void close() {
        client.close();
    }
}

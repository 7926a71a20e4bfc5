package dev.storeward.store.s3.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.s3.settings.AmazonSettings;
import dev.storeward.store.s3.settings.S3Settings;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;

/** Takes on the roles of customers, as this installation. Safe for several threads. */
public final class Roles implements AutoCloseable {
    private final AmazonSettings amazon;
    private final InstantSource clock;
    private Optional<DefaultCredentialsProvider> chain = Optional.empty();

    public Roles(AmazonSettings amazon, InstantSource clock) {
        this.amazon = amazon;
        this.clock = clock;
    }

    /** What connections to the token service pass. */
    public Outbound gate(Outbound outbound) {
        return amazon.stsEndpoint().isPresent() ? amazon.operator() : outbound;
    }

    public S3Identity identity(S3Settings settings, SdkHttpClient http) {
        Sts.Role role = role(settings);
        return S3Identity.role(new RoleSession(sts(settings, http), role, clock), role);
    }

    /**
     * Whether the role lets us in without the tenant's external id, or with another: then any
     * tenant that knows its name could use it through us.
     */
    public Optional<StoreException> distrust(S3Settings settings, SdkHttpClient http) {
        Sts.Role role = role(settings);
        try (Sts sts = sts(settings, http)) {
            if (sts.takes(role, "")) {
                return Optional.of(confused(role, "without an external id"));
            }
            if (sts.takes(role, UUID.randomUUID().toString())) {
                return Optional.of(confused(role, "with any external id"));
            }
            // A role that takes nobody yet may take everybody later: only one that is taken on
            // with the right id, and no other, has shown the condition.
            sts.assume(role, role.externalId());
            return Optional.empty();
        }
    }

    private static StoreException confused(Sts.Role role, String how) {
        return new StoreException(
                Code.INVALID,
                Reason.ROLE_REFUSED,
                "The role "
                        + role.arn()
                        + " can be taken on "
                        + how
                        + ", so that anybody who knows its name could have this installation use"
                        + " it: add the condition that sts:ExternalId equals this tenant's external"
                        + " id to its trust policy.");
    }

    private Sts sts(S3Settings settings, SdkHttpClient http) {
        return Sts.of(amazon, settings.region(), own(), http);
    }

    private synchronized AwsCredentialsProvider own() {
        if (!amazon.identity().values().isEmpty()) {
            return S3Identity.fixed(amazon.identity());
        }
        DefaultCredentialsProvider shared = chain.orElseGet(S3Identity::chain);
        chain = Optional.of(shared);
        return shared;
    }

    private static Sts.Role role(S3Settings settings) {
        if (settings.externalId().isEmpty()) {
            throw new StoreException(
                    Code.INVALID,
                    Reason.ROLE_REFUSED,
                    "A role is only taken on with the tenant's external id.");
        }
        return new Sts.Role(
                settings.role(), settings.externalId(), sessionName(settings.externalId()));
    }

    /** Tells a customer's logs who came, and for which tenant, without telling the id itself. */
    private static String sessionName(String externalId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(externalId.getBytes(UTF_8));
            return "storeward-" + HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    @Override
    public synchronized void close() {
        chain.ifPresent(DefaultCredentialsProvider::close);
        chain = Optional.empty();
    }
}

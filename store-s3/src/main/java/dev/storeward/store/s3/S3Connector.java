package dev.storeward.store.s3;

import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.BucketMaker;
import dev.storeward.store.connector.BucketPolicies;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.ConnectorSchema.FieldProblem;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.connector.PlaceProbe;
import dev.storeward.store.connector.Profile;
import dev.storeward.store.connector.Profile.Trait;
import dev.storeward.store.s3.S3Clients.Framing;
import dev.storeward.store.s3.identity.Roles;
import dev.storeward.store.s3.identity.S3Identity;
import dev.storeward.store.s3.settings.AmazonSettings;
import dev.storeward.store.s3.settings.S3FieldChecks;
import dev.storeward.store.s3.settings.S3Fields;
import dev.storeward.store.s3.settings.S3Hosts;
import dev.storeward.store.s3.settings.S3Policies;
import dev.storeward.store.s3.settings.S3Settings;
import dev.storeward.store.wrap.PrefixedStore;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Opens buckets of Amazon S3 and of servers that speak its API. Stores opened with one {@link
 * Outbound} share its connections; closing a store leaves them to the others. Safe for several
 * threads.
 */
public final class S3Connector implements Connector {
    /** The setting of an operator's backend that is reached as whoever this process runs as. */
    public static final String OWN_IDENTITY = S3Settings.OWN_IDENTITY;

    private final AmazonSettings amazon;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Roles roles;
    private final Map<Outbound, HttpClients.Pair> clients = new ConcurrentHashMap<>();

    /**
     * @param clock by which requests are dated and sessions of roles end
     * @param random by which pauses before a repeat differ; used by several threads
     */
    public S3Connector(AmazonSettings amazon, InstantSource clock, RandomGenerator random) {
        this.amazon = amazon;
        this.clock = clock;
        this.random = random;
        this.roles = new Roles(amazon, clock);
    }

    @Override
    public ConnectorSchema schema() {
        return S3Fields.SCHEMA;
    }

    @Override
    public Place place(BackendSpec spec) {
        S3Settings settings = S3Settings.of(spec, amazon);
        return new Place(
                settings.endpoint().map(URI::toString).orElse("s3"),
                settings.bucket(),
                settings.prefix().value());
    }

    @Override
    public ObjectStore open(BackendSpec spec, Credential credential, Outbound outbound) {
        S3Settings settings = S3Settings.of(spec, amazon);
        return PrefixedStore.of(
                new S3Store(settings, clients(settings, credential, outbound, Framing.WHOLE)),
                settings.prefix());
    }

    private S3Clients clients(
            S3Settings settings, Credential credential, Outbound outbound, Framing framing) {
        settings.endpoint().ifPresent(outbound::check);
        return S3Clients.of(
                settings,
                identity(settings, credential, outbound),
                both(gateOf(settings, outbound)),
                framing,
                clock,
                random);
    }

    private S3Identity identity(S3Settings settings, Credential credential, Outbound outbound) {
        if (settings.ownIdentity()) {
            return S3Identity.own();
        }
        return settings.role().isEmpty()
                ? S3Identity.keys(credential)
                : roles.identity(settings, http(roles.gate(outbound)));
    }

    @Override
    public List<FieldProblem> problems(BackendSpec spec, Credential credential) {
        return S3FieldChecks.problems(spec, credential);
    }

    @Override
    public PlaceProbe probe() {
        return new Verification();
    }

    @Override
    public Optional<BucketMaker> buckets() {
        return Optional.of((spec, credential, outbound) -> {
            S3Settings settings = S3Settings.of(spec, amazon);
            try (S3Clients clients = clients(settings, credential, outbound, Framing.WHOLE)) {
                return new NewBucket(settings, clients).make();
            }
        });
    }

    @Override
    public Optional<BucketPolicies> policies() {
        return Optional.of(
                (spec, grantee) -> new S3Policies(S3Settings.of(spec, amazon)).of(grantee));
    }

    /** What the operator names in Amazon's place is reached as the operator reaches things. */
    private Outbound gateOf(S3Settings settings, Outbound outbound) {
        return settings.endpoint().isEmpty() && settings.served().isPresent()
                ? amazon.operator()
                : outbound;
    }

    private SdkHttpClient http(Outbound outbound) {
        return both(outbound).sdk();
    }

    private HttpClients.Pair both(Outbound outbound) {
        return clients.computeIfAbsent(outbound, HttpClients::over);
    }

    @Override
    public void close() {
        clients.values().forEach(HttpClients.Pair::close);
        clients.clear();
        roles.close();
    }

    /** What only this protocol can ask of a place. */
    private final class Verification implements PlaceProbe {
        @Override
        public Optional<Reach> reach(BackendSpec spec, Outbound outbound) {
            S3Settings settings = S3Settings.of(spec, amazon);
            return Optional.of(new Reach(S3Hosts.of(settings), gateOf(settings, outbound)));
        }

        @Override
        public List<BackendSpec> variants(BackendSpec spec) {
            S3Settings settings = S3Settings.of(spec, amazon);
            if (S3Settings.said(spec, S3Fields.PATH_STYLE).isPresent()) {
                return List.of(spec);
            }
            return S3Hosts.styles(settings).stream()
                    .map(pathStyle -> spec.with(spec.profile().with(Trait.PATH_STYLE, pathStyle)))
                    .toList();
        }

        @Override
        public Optional<StoreException> distrust(
                BackendSpec spec, Credential credential, Outbound outbound) {
            S3Settings settings = S3Settings.of(spec, amazon);
            return settings.role().isEmpty()
                    ? Optional.empty()
                    : roles.distrust(settings, http(roles.gate(outbound)));
        }

        @Override
        public Profile learn(
                BackendSpec spec, Credential credential, Outbound outbound, ObjectKey free) {
            S3Settings settings = S3Settings.of(spec, amazon);
            ObjectKey key = settings.prefix().apply(free);
            try (S3Clients whole = clients(settings, credential, outbound, Framing.WHOLE);
                    S3Clients chunked = clients(settings, credential, outbound, Framing.CHUNKED)) {
                return new S3Probe(settings, whole, chunked, http(gateOf(settings, outbound)))
                        .learn(spec.profile(), key);
            }
        }
    }
}

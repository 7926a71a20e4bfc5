package dev.storeward.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.util.Configuration;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.azure.wire.HttpClients;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.BucketPolicies;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.ConnectorSchema.Field;
import dev.storeward.store.connector.ConnectorSchema.FieldProblem;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.connector.PlaceProbe;
import dev.storeward.store.connector.PlaceProbe.Reach;
import dev.storeward.store.connector.Profile;
import dev.storeward.store.connector.Profile.Trait;
import dev.storeward.store.wrap.PrefixedStore;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens containers of Azure Blob Storage with an account's key. Stores opened with one {@link
 * Outbound} share its connections; closing a store leaves them to the others. Safe for several
 * threads.
 */
public final class AzureConnector implements Connector {
    private static final int ATTEMPTS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final String KEY = "account_key";

    private static final ConnectorSchema SCHEMA =
            new ConnectorSchema(
                    "azure",
                    "Azure Blob Storage",
                    false,
                    List.of(
                            new Field(
                                    "account_name",
                                    ConnectorSchema.Type.TEXT,
                                    true,
                                    false,
                                    "The storage account: 3 to 24 lower-case letters and digits."),
                            new Field(
                                    "container",
                                    ConnectorSchema.Type.TEXT,
                                    true,
                                    false,
                                    "The container, which must exist."),
                            new Field(
                                    "prefix",
                                    ConnectorSchema.Type.TEXT,
                                    false,
                                    false,
                                    "What the names of all objects begin with, by whole segments."),
                            new Field(
                                    "endpoint",
                                    ConnectorSchema.Type.URL,
                                    false,
                                    false,
                                    "The account's blob service; leave empty for"
                                            + " https://ACCOUNT.blob.core.windows.net."),
                            new Field(
                                    KEY,
                                    ConnectorSchema.Type.TEXT,
                                    true,
                                    true,
                                    "One of the account's two keys, as Azure shows it.")));

    private static final HttpHeaderName VERSION_ID = HttpHeaderName.fromString("x-ms-version-id");

    private final InstantSource clock;
    private final Optional<Reach> operators;
    private final Map<Outbound, HttpClients> clients = new ConcurrentHashMap<>();

    /**
     * A connector to the public cloud.
     *
     * @param clock for the end of signed URLs
     */
    public AzureConnector(InstantSource clock) {
        this(clock, Optional.empty());
    }

    /**
     * A connector that reaches every account that names no endpoint at the operator's, such as an
     * emulator or a gateway: scheme, host and port, the account being the path's first segment.
     *
     * @param operators the endpoint, and the gate that is used for it only
     */
    public AzureConnector(InstantSource clock, Reach operators) {
        this(clock, Optional.of(operators));
    }

    private AzureConnector(InstantSource clock, Optional<Reach> operators) {
        this.clock = clock;
        this.operators = operators;
    }

    @Override
    public ConnectorSchema schema() {
        return SCHEMA;
    }

    @Override
    public Place place(BackendSpec spec) {
        AzureSettings settings = settings(spec);
        return new Place(
                settings.service().toString(), settings.container(), settings.prefix().value());
    }

    @Override
    public List<FieldProblem> problems(BackendSpec spec, Credential credential) {
        List<FieldProblem> problems = new ArrayList<>(AzureSettings.problems(spec));
        Secret key = credential.get(KEY);
        if (!key.isEmpty() && !isKey(key)) {
            problems.add(
                    new FieldProblem(
                            KEY,
                            "Must be the account's key as Azure shows it, which is base64; a"
                                    + " connection string or a shared access signature is not"
                                    + " supported."));
        }
        return problems;
    }

    @Override
    public PlaceProbe probe() {
        return new PlaceProbe() {
            @Override
            public Optional<Reach> reach(BackendSpec spec, Outbound outbound) {
                AzureSettings settings = settings(spec);
                URI service = settings.service();
                return Optional.of(
                        new Reach(
                                URI.create(service.getScheme() + "://" + service.getRawAuthority()),
                                gate(settings, outbound)));
            }

            @Override
            public Profile learn(
                    BackendSpec spec, Credential credential, Outbound outbound, ObjectKey free) {
                return spec.profile()
                        .with(Trait.VERSIONED, keepsVersions(spec, credential, outbound, free));
            }
        };
    }

    /** The service names the version of each blob in an account that keeps versions. */
    private boolean keepsVersions(
            BackendSpec spec, Credential credential, Outbound outbound, ObjectKey free) {
        AzureCalls calls = calls(spec, credential, outbound);
        ObjectKey key = calls.settings().prefix().apply(free);
        try (AzureStore store = new AzureStore(calls, new Signatures(calls, clock))) {
            store.put(key, Content.of(new byte[] {1}), PutOptions.defaults());
            try {
                return calls.send(calls.request(HttpMethod.HEAD, key, ""))
                                .getHeaderValue(VERSION_ID)
                        != null;
            } finally {
                store.delete(List.of(key));
            }
        }
    }

    @Override
    public Optional<BucketPolicies> policies() {
        return Optional.of((spec, _) -> AzurePolicies.of(settings(spec)));
    }

    @Override
    public ObjectStore open(BackendSpec spec, Credential credential, Outbound outbound) {
        AzureCalls calls = calls(spec, credential, outbound);
        return PrefixedStore.of(
                new AzureStore(calls, new Signatures(calls, clock)), calls.settings().prefix());
    }

    AzureCalls calls(BackendSpec spec, Credential credential, Outbound outbound) {
        AzureSettings settings = settings(spec);
        Outbound gate = gate(settings, outbound);
        gate.check(
                URI.create(
                        settings.service().getScheme()
                                + "://"
                                + settings.service().getRawAuthority()));
        HttpClients http = clients.computeIfAbsent(gate, HttpClients::over);
        return new AzureCalls(
                settings,
                client(settings, key(credential), http),
                new AzureFailures(settings.name(), clock));
    }

    private AzureSettings settings(BackendSpec spec) {
        return AzureSettings.of(spec, operators.map(Reach::url));
    }

    private Outbound gate(AzureSettings settings, Outbound outbound) {
        return settings.operators() ? operators.orElseThrow().outbound() : outbound;
    }

    private static BlobContainerClient client(
            AzureSettings settings, Secret key, HttpClients http) {
        return new BlobContainerClientBuilder()
                .endpoint(settings.service().toString())
                .containerName(settings.container())
                .credential(
                        new StorageSharedKeyCredential(settings.account(), key.reveal().strip()))
                .httpClient(http.client())
                .configuration(Configuration.NONE)
                .retryOptions(
                        new RequestRetryOptions(
                                RetryPolicyType.EXPONENTIAL,
                                ATTEMPTS,
                                (Duration) null,
                                FIRST_PAUSE,
                                LONGEST_PAUSE,
                                null))
                .buildClient();
    }

    private static Secret key(Credential credential) {
        Secret key = credential.get(KEY);
        if (key.isEmpty()) {
            throw new StoreException(
                    Code.INVALID,
                    "Azure Blob needs the account's key: this server has no identity of its own"
                            + " there.");
        }
        if (!isKey(key)) {
            throw new StoreException(
                    Code.INVALID, "The account key is not one: it is base64, as Azure shows it.");
        }
        return key;
    }

    private static boolean isKey(Secret key) {
        try {
            return Base64.getDecoder().decode(key.reveal().strip()).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public void close() {
        clients.values().forEach(HttpClients::close);
        clients.clear();
    }
}

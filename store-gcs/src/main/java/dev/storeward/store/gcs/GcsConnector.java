package dev.storeward.store.gcs;

import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.BucketPolicies;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.ConnectorSchema.Field;
import dev.storeward.store.connector.ConnectorSchema.FieldProblem;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.connector.PlaceProbe;
import dev.storeward.store.connector.Profile;
import dev.storeward.store.connector.Profile.Trait;
import dev.storeward.store.gcs.wire.GcsHttp;
import dev.storeward.store.wrap.PrefixedStore;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens buckets of Google Cloud Storage. Stores opened with one {@link Outbound} share its
 * connections; closing a store leaves them to the others. Safe for several threads.
 */
public final class GcsConnector implements Connector {
    /**
     * The setting, {@code true}, of an operator's backend that is reached as whoever this process
     * runs as: by Google's application default credentials. It is no field of the schema, so that
     * no request can set it: a tenant's bucket is never reached with it.
     */
    public static final String OWN_IDENTITY = "own_identity";

    private static final ConnectorSchema SCHEMA =
            new ConnectorSchema(
                    "gcs",
                    "Google Cloud Storage",
                    false,
                    List.of(
                            new Field(
                                    "bucket",
                                    ConnectorSchema.Type.TEXT,
                                    true,
                                    false,
                                    "The bucket, which must exist."),
                            new Field(
                                    "prefix",
                                    ConnectorSchema.Type.TEXT,
                                    false,
                                    false,
                                    "What the names of all objects begin with, by whole segments."),
                            new Field(
                                    ServiceAccount.FIELD,
                                    ConnectorSchema.Type.DOCUMENT,
                                    true,
                                    true,
                                    "The JSON key file of a service account, whole. Of what it"
                                            + " holds, only client_email, private_key,"
                                            + " private_key_id and project_id are used; no URL in"
                                            + " it is ever contacted.")));

    private final Cloud cloud;
    private final Chunks chunks = Chunks.ofHeap(Runtime.getRuntime().maxMemory());
    private final Map<Outbound, GcsHttp> clients = new ConcurrentHashMap<>();

    /**
     * Where Google Cloud Storage is reached.
     *
     * @param endpoint the operator's: http or https, host and port; its path {@code /token} hands
     *     out access tokens. Empty for Google's own hosts
     * @param operator the gate of connections to that endpoint, and to it only
     */
    public record Cloud(Optional<URI> endpoint, Outbound operator) {}

    public GcsConnector(Cloud cloud) {
        this.cloud = cloud;
    }

    @Override
    public ConnectorSchema schema() {
        return SCHEMA;
    }

    @Override
    public Place place(BackendSpec spec) {
        GcsSettings settings = GcsSettings.of(spec);
        return new Place("gs", settings.bucket(), settings.prefix().value());
    }

    @Override
    public ObjectStore open(BackendSpec spec, Credential credential, Outbound outbound) {
        GcsSettings settings = GcsSettings.of(spec);
        return PrefixedStore.of(bucket(settings, credential, outbound), settings.prefix());
    }

    private GcsStore bucket(GcsSettings settings, Credential credential, Outbound outbound) {
        GcsHosts hosts = GcsHosts.of(cloud, outbound);
        hosts.outbound().check(hosts.storage());
        GcsHttp http = clients.computeIfAbsent(hosts.outbound(), GcsHttp::over);
        GcsClient client = GcsClient.of(settings, credential, hosts, http);
        return new GcsStore(settings, client, chunks);
    }

    @Override
    public List<FieldProblem> problems(BackendSpec spec, Credential credential) {
        List<FieldProblem> problems = new ArrayList<>();
        add(problems, "bucket", () -> GcsSettings.bucket(spec));
        add(problems, "prefix", () -> GcsSettings.prefix(spec));
        if (!credential.get(ServiceAccount.FIELD).isEmpty()) {
            add(
                    problems,
                    ServiceAccount.FIELD,
                    () -> ServiceAccount.of(credential.get(ServiceAccount.FIELD)));
        }
        return problems;
    }

    private static void add(List<FieldProblem> problems, String field, Runnable check) {
        try {
            check.run();
        } catch (StoreException e) {
            problems.add(new FieldProblem(field, String.valueOf(e.getMessage())));
        }
    }

    @Override
    public PlaceProbe probe() {
        return new PlaceProbe() {
            @Override
            public Optional<Reach> reach(BackendSpec spec, Outbound outbound) {
                GcsHosts hosts = GcsHosts.of(cloud, outbound);
                return Optional.of(new Reach(hosts.storage(), hosts.outbound()));
            }

            // Deletes two objects that are not there, in one request if there is one for that.
            @Override
            public Profile learn(
                    BackendSpec spec, Credential credential, Outbound outbound, ObjectKey free) {
                GcsSettings settings = GcsSettings.of(spec.with(Profile.unknown()));
                ObjectKey key = settings.prefix().apply(free);
                try (GcsStore store = bucket(settings, credential, outbound)) {
                    List<DeleteFailure> failures =
                            store.delete(List.of(key, new ObjectKey(key.value() + "-2")));
                    if (!failures.isEmpty()) {
                        throw failures.getFirst().reason();
                    }
                    return spec.profile().with(Trait.BATCH_DELETE, store.batches());
                }
            }
        };
    }

    @Override
    public Optional<BucketPolicies> policies() {
        return Optional.of((spec, _) -> GcsPolicies.of(GcsSettings.of(spec)));
    }

    @Override
    public void close() {
        clients.values().forEach(GcsHttp::close);
        clients.clear();
    }
}

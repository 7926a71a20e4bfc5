package dev.storeward.store.s3;

import dev.storeward.store.BackendSpec;
import dev.storeward.store.Connector;
import dev.storeward.store.ConnectorSchema;
import dev.storeward.store.ConnectorSchema.Field;
import dev.storeward.store.Credential;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.Outbound;
import dev.storeward.store.wrap.PrefixedStore;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Opens buckets of Amazon S3 and of servers that speak its API. Stores opened with one {@link
 * Outbound} share its connections; closing a store leaves them to the others. Safe for several
 * threads.
 */
public final class S3Connector implements Connector {
    /**
     * The setting, {@code true}, of an operator's backend that is reached as whoever this process
     * runs as: by the SDK's own chain of environment, files and machine. It is no field of the
     * schema, so that no request can set it: a tenant's bucket is never reached with it.
     */
    public static final String OWN_IDENTITY = "own_identity";

    private static final ConnectorSchema SCHEMA =
            new ConnectorSchema(
                    "s3",
                    "Amazon S3 and compatible",
                    false,
                    List.of(
                            open(
                                    "endpoint",
                                    ConnectorSchema.Type.URL,
                                    "The server's URL; leave empty for Amazon S3."),
                            open(
                                    "region",
                                    ConnectorSchema.Type.TEXT,
                                    "The bucket's region; needed for Amazon S3."),
                            new Field(
                                    "bucket",
                                    ConnectorSchema.Type.TEXT,
                                    true,
                                    false,
                                    "The bucket, which must exist."),
                            open(
                                    "prefix",
                                    ConnectorSchema.Type.TEXT,
                                    "What the names of all objects begin with, by whole segments."),
                            open(
                                    "path_style",
                                    ConnectorSchema.Type.BOOLEAN,
                                    "Whether the bucket stands in the path, not in the host name;"
                                            + " true for a given endpoint unless said otherwise."),
                            open(
                                    "conditional_put",
                                    ConnectorSchema.Type.BOOLEAN,
                                    "Whether the endpoint was proven to honour If-None-Match; true"
                                            + " for Amazon S3."),
                            secret("access_key", "The access key's id."),
                            secret("secret_key", "The access key's secret.")));

    private final Map<Outbound, SdkHttpClient> clients = new ConcurrentHashMap<>();

    @Override
    public ConnectorSchema schema() {
        return SCHEMA;
    }

    @Override
    public Place place(BackendSpec spec) {
        S3Settings settings = S3Settings.of(spec);
        return new Place(
                settings.endpoint().map(URI::toString).orElse("s3"),
                settings.bucket(),
                settings.prefix().value());
    }

    @Override
    public ObjectStore open(BackendSpec spec, Credential credential, Outbound outbound) {
        S3Settings settings = S3Settings.of(spec);
        settings.endpoint().ifPresent(outbound::check);
        SdkHttpClient http = clients.computeIfAbsent(outbound, HttpClients::over);
        return PrefixedStore.of(
                new S3Store(settings, S3Clients.of(settings, credential, http)), settings.prefix());
    }

    @Override
    public void close() {
        clients.values().forEach(SdkHttpClient::close);
        clients.clear();
    }

    private static Field open(String name, ConnectorSchema.Type type, String description) {
        return new Field(name, type, false, false, description);
    }

    private static Field secret(String name, String description) {
        return new Field(name, ConnectorSchema.Type.TEXT, true, true, description);
    }
}

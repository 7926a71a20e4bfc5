package dev.storeward.server.proof.server;

import dev.storeward.server.RunningServer;
import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectPage;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.local.LocalStore;
import dev.storeward.store.outbound.AddressGate;
import dev.storeward.store.s3.S3Connector;
import dev.storeward.store.s3.settings.AmazonSettings;
import dev.storeward.testkit.server.S3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What really lies in the shared store, seen past the server. */
public final class StoreView implements AutoCloseable {
    private final ObjectStore store;
    private final AutoCloseable connector;

    private StoreView(ObjectStore store, AutoCloseable connector) {
        this.store = store;
        this.connector = connector;
    }

    /** The default folder of a server. */
    public static StoreView ofFolder(RunningServer server) {
        return ofFolder(server.data().resolve("objects").resolve("shared"));
    }

    public static StoreView ofFolder(Path folder) {
        return new StoreView(LocalStore.open(folder, InstantSource.system()), () -> {});
    }

    /**
     * The bucket of a server.
     *
     * @param environment what the server was started with; tells the prefix
     */
    public static StoreView ofBucket(S3Server direct, Map<String, String> environment) {
        Map<String, String> values = new HashMap<>(direct.settings());
        values.put(
                "prefix",
                URI.create(environment.get("STOREWARD_SHARED_URL")).getPath().substring(1));
        Outbound outbound =
                AddressGate.operator(
                        host -> List.of(InetAddress.getAllByName(host)),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30));
        Connector connector =
                new S3Connector(
                        AmazonSettings.itself(outbound),
                        InstantSource.system(),
                        new SecureRandom());
        ConnectorSchema schema = connector.schema();
        return new StoreView(
                connector.open(
                        schema.spec(Secret.each(values)),
                        schema.credential(Secret.each(values)),
                        outbound),
                connector);
    }

    /** The keys of a tenant's objects. */
    public Set<String> keys(long tenantNumber) {
        return keys("organizations/" + tenantNumber + "/");
    }

    /** The keys under a prefix. */
    public Set<String> keys(String prefix) {
        Set<String> keys = new TreeSet<>();
        String cursor = "";
        do {
            ObjectPage page = store.list(new ListRequest(prefix, cursor, 1000));
            page.objects().forEach(object -> keys.add(object.key().value()));
            cursor = page.nextCursor();
        } while (!cursor.isEmpty());
        return keys;
    }

    /** Whether the store knows uploads in parts. */
    boolean hasMultipart() {
        return store.multipart().isPresent();
    }

    /** The uploads of these keys that were begun and neither completed nor aborted. */
    public List<String> pending(Collection<String> keys) {
        if (!hasMultipart()) {
            return List.of();
        }
        MultipartUploads uploads = store.multipart().orElseThrow();
        return keys.stream().flatMap(key -> uploads.pending(new ObjectKey(key)).stream()).toList();
    }

    public byte[] read(String key) {
        try (ObjectBody body = store.get(new ObjectKey(key), ByteRange.all())) {
            return body.stream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces what lies under a key, as whoever has the bucket's keys may. */
    public void write(String key, byte[] bytes) {
        store.put(new ObjectKey(key), Content.of(bytes), PutOptions.defaults());
    }

    @Override
    public void close() {
        try {
            store.close();
            connector.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

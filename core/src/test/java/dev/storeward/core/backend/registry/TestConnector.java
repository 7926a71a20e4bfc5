package dev.storeward.core.backend.registry;

import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectPage;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.ConnectorSchema.Field;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.connector.PlaceProbe;
import dev.storeward.store.memory.MemoryStore;
import dev.storeward.testkit.DelegatingStore;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Buckets in memory that can be told to refuse writes or listings. */
public final class TestConnector implements Connector {
    public static final Outbound OUTBOUND =
            new Outbound() {
                @Override
                public void check(URI endpoint) {
                    boolean here =
                            new Place(endpoint.toString(), "", "")
                                    .endpoint()
                                    .contains("//127.0.0.1:");
                    if (!here && !String.valueOf(endpoint.getHost()).endsWith(".test")) {
                        throw new StoreException(
                                Code.INVALID, "The endpoint " + endpoint + " is not allowed.");
                    }
                }

                @Override
                public List<InetAddress> resolve(String host) {
                    return List.of();
                }

                @Override
                public Duration connectTimeout() {
                    return Duration.ofSeconds(1);
                }

                @Override
                public Duration readTimeout() {
                    return Duration.ofSeconds(1);
                }
            };

    private final MemoryStore memory = new MemoryStore(InstantSource.system());
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final AtomicReference<@Nullable StoreException> distrust = new AtomicReference<>();
    private final AtomicReference<@Nullable StoreException> listingFailure =
            new AtomicReference<>();

    void fail(RuntimeException e) {
        failure.set(e);
    }

    void failListing(StoreException e) {
        listingFailure.set(e);
    }

    void distrust(StoreException e) {
        distrust.set(e);
    }

    void mend() {
        failure.set(null);
        distrust.set(null);
        listingFailure.set(null);
    }

    int opened() {
        return opened.get();
    }

    List<ObjectKey> keys() {
        return memory.list(new ListRequest("", "", 100)).objects().stream()
                .map(ObjectInfo::key)
                .toList();
    }

    @Override
    public ConnectorSchema schema() {
        return new ConnectorSchema(
                "test",
                "Test bucket",
                false,
                List.of(
                        new Field("endpoint", ConnectorSchema.Type.URL, true, false, ""),
                        new Field("bucket", ConnectorSchema.Type.TEXT, true, false, ""),
                        new Field("prefix", ConnectorSchema.Type.TEXT, false, false, ""),
                        new Field("secret_key", ConnectorSchema.Type.TEXT, true, true, "")));
    }

    @Override
    public Place place(BackendSpec spec) {
        return new Place(spec.get("endpoint"), spec.get("bucket"), spec.get("prefix"));
    }

    @Override
    public PlaceProbe probe() {
        return new PlaceProbe() {
            @Override
            public Optional<StoreException> distrust(
                    BackendSpec spec, Credential credential, Outbound outbound) {
                return Optional.ofNullable(distrust.get());
            }
        };
    }

    @Override
    public ObjectStore open(BackendSpec spec, Credential credential, Outbound outbound) {
        opened.incrementAndGet();
        return new Refusing();
    }

    private final class Refusing extends DelegatingStore {
        Refusing() {
            super(memory);
        }

        @Override
        public ObjectInfo put(ObjectKey key, Content body, PutOptions options) {
            RuntimeException refusal = failure.get();
            if (refusal != null) {
                throw refusal;
            }
            return memory.put(key, body, options);
        }

        @Override
        public ObjectPage list(ListRequest request) {
            StoreException refusal = listingFailure.get();
            if (refusal != null) {
                throw refusal;
            }
            return memory.list(request);
        }
    }
}

package dev.storeward.core.upload;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.backend.StoredSpecs;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.idempotency.Idempotency;
import dev.storeward.core.job.RetryLater;
import dev.storeward.core.object.Markers;
import dev.storeward.core.object.OwnershipProof;
import dev.storeward.core.object.RemovalPermit;
import dev.storeward.core.object.Sweeper;
import dev.storeward.core.placement.Placements;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.upload.body.AcceptedTypes;
import dev.storeward.core.upload.body.SizeEstimate;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.core.upload.body.UploadLimits;
import dev.storeward.core.upload.request.UploadRequest;
import dev.storeward.core.upload.request.UploadRequest.PlacementHint;
import dev.storeward.core.upload.request.UploadedFile;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.memory.MemoryStore;
import dev.storeward.store.outbound.AddressGate;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Uploads on a node with room for eight at once, four of them large, or for so many times that. */
final class FloodedNode implements AutoCloseable {
    private static final Outbound NOWHERE =
            AddressGate.operator(host -> List.of(), Duration.ofSeconds(1), Duration.ofSeconds(1));
    private static final long ROOM_OF_ONE = 3L * UploadLimits.SMALL_BYTES;

    final CoreFixture core = CoreFixture.start();
    final ObjectStore shared = new MemoryStore(InstantSource.system());
    final Uploads uploads;
    final Tenant acme = core.tenant("acme");
    final Caller member = core.caller(acme, "m@acme.example", Role.MEMBER);
    final Caller colleague = core.caller(acme, "c@acme.example", Role.MEMBER);
    final Caller stranger = core.caller(core.tenant("other"), "s@other.example", Role.MEMBER);
    private final AtomicInteger named = new AtomicInteger();
    private final AtomicBoolean clientsGone = new AtomicBoolean();

    /**
     * @param own the bucket that the member's tenant has registered
     * @param times how much larger the node is
     */
    FloodedNode(ObjectStore own, int times) {
        place(null, "shared");
        place(acme.id(), "own");
        Stores stores = stores(core, Map.of("shared", shared, "own", own));
        UUID node = Ids.next();
        beat(node);
        KeyRing keys = new KeyRing(core.tx, core.sealer(), core.random);
        RetryLater retryLater = new RetryLater();
        Sweeper sweeper =
                new Sweeper(
                        core.tx,
                        stores,
                        new Markers(core.tx, InstantSource.system()),
                        new OwnershipProof(keys),
                        new Sweeper.Bounds(RemovalPermit.always(), Sweeper.Share.usual()));
        this.uploads =
                new Uploads(
                        new Placements(core.tx, core.audit),
                        stores,
                        keys,
                        new UploadLedger(core.tx, new Quotas(core.tx), sweeper, node, retryLater),
                        new Uploads.UploadSettings(
                                new UploadLimits(
                                        1 << 30,
                                        1 << 20,
                                        4L * times * UploadLimits.PART_BYTES,
                                        8L * times * ROOM_OF_ONE),
                                AcceptedTypes.narrowedBy(Map.of()),
                                InstantSource.system(),
                                new Idempotency(core.tx, node, retryLater)));
    }

    private static Stores stores(CoreFixture core, Map<String, ObjectStore> buckets) {
        Connector connector =
                new Connector() {
                    @Override
                    public ConnectorSchema schema() {
                        return new ConnectorSchema("test", "Test", false, List.of());
                    }

                    @Override
                    public Place place(BackendSpec spec) {
                        return new Place("test", spec.get("bucket"), "");
                    }

                    @Override
                    public ObjectStore open(
                            BackendSpec spec, Credential credential, Outbound outbound) {
                        return Optional.ofNullable(buckets.get(spec.get("bucket"))).orElseThrow();
                    }
                };
        return new Stores(
                Map.of("test", connector),
                new StoredSpecs(core.tx),
                access -> Credential.none(),
                NOWHERE,
                NOWHERE,
                store -> store);
    }

    private void place(@Nullable UUID tenantId, String name) {
        UUID location = Ids.next();
        core.tx
                .forSystem()
                .run(sql -> {
                    sql.update(
                            """
                            INSERT INTO location (id, connector, endpoint, bucket, prefix, created_at)
                            VALUES (?, 'test', 'test', ?, '', now())
                            """,
                            location,
                            name);
                    sql.update(
                            """
                            INSERT INTO backend (id, tenant_id, name, location_id, connector, settings,
                              state, credential_version, created_at, updated_at)
                            VALUES (?, ?, ?, ?, 'test', ?, 'active', 1, now(), now())
                            """,
                            Ids.next(),
                            tenantId,
                            name,
                            location,
                            new Sql.Json("{\"bucket\":\"" + name + "\"}"));
                });
    }

    private void beat(UUID node) {
        core.tx
                .forSystem()
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO node (id, name, started_at, heartbeat_at, master_keys, seals_under)
                                VALUES (?, 'node', sw_now(), sw_now(), '{}', '')
                                """,
                                node));
    }

    /** Uploads a body to the backend of a name, or where the tenant's new files go. */
    UploadedFile upload(Caller caller, String storageKey, InputStream body) {
        return uploads.upload(
                caller,
                new UploadRequest(
                        "f" + named.incrementAndGet() + ".bin",
                        "",
                        "",
                        new PlacementHint(storageKey, ""),
                        SizeEstimate.UNKNOWN,
                        "",
                        ""),
                body(body));
    }

    UploadedFile upload(Caller caller, int bytes) {
        return upload(caller, "", new ByteArrayInputStream(new byte[bytes]));
    }

    /** Closes the connections of all clients, those that upload later too. */
    void clientsGo() {
        clientsGone.set(true);
    }

    void clientsCome() {
        clientsGone.set(false);
    }

    private UploadBody body(InputStream stream) {
        return new UploadBody() {
            @Override
            public InputStream stream() {
                return stream;
            }

            @Override
            public String trailingCategory() {
                return "";
            }

            @Override
            public boolean abandoned() {
                return clientsGone.get();
            }
        };
    }

    @Override
    public void close() {
        core.close();
    }
}

package dev.storeward.core.migration;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.backend.Reaches;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.crypto.Installation;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.crypto.Sealer;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.file.Downloads;
import dev.storeward.core.file.Files;
import dev.storeward.core.idempotency.Idempotency;
import dev.storeward.core.installation.DatabaseHome;
import dev.storeward.core.installation.InstallationState;
import dev.storeward.core.job.RetryLater;
import dev.storeward.core.object.Markers;
import dev.storeward.core.object.OwnershipProof;
import dev.storeward.core.object.RemovalPermit;
import dev.storeward.core.object.Sweeper;
import dev.storeward.core.object.WriteExpiry;
import dev.storeward.core.placement.Placements;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.upload.UploadLedger;
import dev.storeward.core.upload.Uploads;
import dev.storeward.core.upload.body.AcceptedTypes;
import dev.storeward.core.upload.body.GivenBody;
import dev.storeward.core.upload.body.SizeEstimate;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.core.upload.body.UploadLimits;
import dev.storeward.core.upload.request.UploadRequest;
import dev.storeward.core.upload.request.UploadRequest.PlacementHint;
import dev.storeward.store.ByteRange;
import dev.storeward.store.memory.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * A tenant with three places, and what its user knows to be true of its files. What a user does is
 * done through a door whose buckets fail at times and never lie.
 */
final class ModelTenant implements AutoCloseable {
    /** What all tenants of a test share. */
    record Ground(CoreFixture core, Sealer sealer, KeyRing keys, UUID shared) {}

    /** The shared place and the keys of a database that is new. */
    static Ground ground(CoreFixture core, Path folder) {
        Installation installation =
                Installation.open(
                        core.tx, folder.resolve("master.key"), core.random, InstantSource.system());
        InstallationState.start(
                core.tx,
                core.audit,
                installation,
                DatabaseHome.external("model"),
                UUID::randomUUID);
        return new Ground(
                core,
                installation.sealer(),
                new KeyRing(core.tx, installation.sealer(), core.random),
                place(core, null, "shared", "shared"));
    }

    final Ground ground;
    final Tenant tenant;
    final Caller user;
    final Map<String, MemoryStore> buckets;
    final List<UUID> places = new ArrayList<>();

    /** What each file holds, by its address. */
    final Map<String, byte[]> files = new LinkedHashMap<>();

    final UUID doorNode = Ids.next();
    final Files directory;
    final Stores clean;
    private final Stores moody;
    final Uploads uploads;
    final ModelActs.Puts puts = new ModelActs.Puts(this);
    private final Downloads downloads;
    final Sweeper sweeper;
    final WriteExpiry expiry;
    final RetryLater retryLater = new RetryLater();
    final Map<String, byte[]> sent = new HashMap<>();
    private int named;

    ModelTenant(
            Ground ground,
            String slug,
            Map<String, MemoryStore> buckets,
            Trouble trouble,
            ModelNode.Interlude interlude) {
        this.ground = ground;
        this.buckets = buckets;
        CoreFixture core = ground.core();
        this.tenant = core.tenant(slug);
        this.user = core.caller(tenant, "u@" + slug + ".example", Role.MEMBER);
        this.clean = ModelNode.stores(core.tx, name -> ModelNode.bucket(buckets, name));
        ScriptedStore.Around around =
                new ScriptedStore.Around() {
                    @Override
                    public void before(dev.storeward.store.ObjectKey key, Trouble.Fault fault) {
                        interlude.play(key, fault);
                    }

                    @Override
                    public void after(dev.storeward.store.ObjectKey key, Trouble.Fault fault) {}
                };
        this.moody =
                ModelNode.stores(
                        core.tx,
                        name ->
                                new ScriptedStore(
                                        ModelNode.bucket(buckets, name),
                                        name,
                                        trouble,
                                        around,
                                        false));
        this.sweeper =
                new Sweeper(
                        core.tx,
                        moody,
                        new Markers(core.tx, InstantSource.system()),
                        new OwnershipProof(ground.keys()),
                        new Sweeper.Bounds(RemovalPermit.always(), Sweeper.Share.usual()));
        this.expiry = new WriteExpiry(core.tx, RemovalPermit.always());
        this.directory = new Files(core.tx);
        this.downloads = new Downloads(core.tx, clean, new Reaches(core.tx), ground.keys());
        this.uploads =
                new Uploads(
                        new Placements(core.tx, core.audit),
                        moody,
                        ground.keys(),
                        new UploadLedger(
                                core.tx, new Quotas(core.tx), sweeper, doorNode, retryLater),
                        new Uploads.UploadSettings(
                                new UploadLimits(1 << 30, 1 << 20, 16 << 20, 16 << 20),
                                AcceptedTypes.narrowedBy(Map.of()),
                                InstantSource.system(),
                                new Idempotency(core.tx, doorNode, retryLater)));
        beat(doorNode);
        places.add(ground.shared());
        places.add(place(core, "beside-" + slug));
        places.add(place(core, "apart-" + slug));
    }

    /** The services an operator uses, on buckets that work. */
    Migrations migrations() {
        return new Migrations(ground.core().tx, ground.core().audit, clean, () -> {});
    }

    private UUID place(CoreFixture core, String bucket) {
        return place(core, tenant.id(), bucket, bucket);
    }

    /** Registers a bucket; the operator's own without a tenant. */
    static UUID place(
            CoreFixture core,
            @org.jspecify.annotations.Nullable UUID tenantId,
            String bucket,
            String name) {
        UUID location = Ids.next();
        UUID backend = Ids.next();
        core.tx
                .forSystem()
                .run(sql -> {
                    sql.update(
                            """
                            INSERT INTO location (id, connector, endpoint, bucket, prefix, created_at)
                            VALUES (?, 'test', 'test', ?, '', now())
                            """,
                            location,
                            bucket);
                    sql.update(
                            """
                            INSERT INTO backend (id, tenant_id, name, location_id, connector, settings,
                              state, credential_version, created_at, updated_at)
                            VALUES (?, ?, ?, ?, 'test', ?, 'active', 1, now(), now())
                            """,
                            backend,
                            tenantId,
                            name,
                            location,
                            new Sql.Json("{\"bucket\":\"" + bucket + "\"}"));
                });
        return backend;
    }

    /** A node's heartbeat. */
    void beat(UUID node) {
        ground.core()
                .tx
                .forSystem()
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO node (id, name, started_at, heartbeat_at, master_keys, seals_under, agreed)
                                VALUES (?, 'model', sw_now(), sw_now(), '{}', '', '{}')
                                ON CONFLICT (id) DO UPDATE SET heartbeat_at = excluded.heartbeat_at
                                """,
                                node));
    }

    /** Uploads a file; refused is refused, and must leave nothing. */
    void put(Random random) {
        byte[] content = new byte[random.nextInt(8) == 0 ? 270_000 : random.nextInt(400)];
        random.nextBytes(content);
        String name = "f" + named++ + ".bin";
        sent.put(name, content);
        try {
            files.put(upload(name, content), content);
        } catch (ProblemException e) {
            // The bucket failed, as it was told.
        }
    }

    /** Uploads a file; answers its address. */
    String upload(String name, byte[] content) {
        UploadRequest request =
                new UploadRequest(
                        name,
                        "",
                        "",
                        PlacementHint.NONE,
                        SizeEstimate.exact(content.length),
                        "",
                        "");
        UploadBody body = new GivenBody(new ByteArrayInputStream(content));
        return uploads.upload(user, request, body).address();
    }

    void delete(String address) {
        directory.delete(user, address);
        files.remove(address);
    }

    /** Any file's address; empty without files. */
    String any(Random random) {
        return files.isEmpty()
                ? ""
                : new ArrayList<>(files.keySet()).get(random.nextInt(files.size()));
    }

    byte[] read(String address) {
        try (InputStream in =
                downloads.open(directory.readable(user, address), ByteRange.all()).stream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        ground.core()
                .tx
                .forSystem()
                .run(sql -> {
                    for (String table :
                            List.of(
                                    "file",
                                    "object",
                                    "migration_item",
                                    "migration_slot",
                                    "migration",
                                    "count_delta")) {
                        sql.update("DELETE FROM " + table + " WHERE tenant_id = ?", tenant.id());
                    }
                    sql.update("DELETE FROM node");
                });
        clean.close();
        moody.close();
    }
}

package dev.storeward.core.migration;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.backend.Reaches;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.Category;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.file.name.Address;
import dev.storeward.core.migration.engine.Engine;
import dev.storeward.core.migration.engine.EngineSettings;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.core.object.RemovalPermit;
import dev.storeward.core.placement.Placements;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.upload.SessionSteps;
import dev.storeward.core.upload.UploadLedger;
import dev.storeward.core.upload.body.AcceptedTypes;
import dev.storeward.core.upload.body.CategoryRules;
import dev.storeward.core.upload.body.GivenBody;
import dev.storeward.core.upload.body.ObjectWriter;
import dev.storeward.core.upload.body.UploadLimits;
import dev.storeward.core.upload.request.PutCondition;
import dev.storeward.core.upload.session.NamedPiece;
import dev.storeward.core.upload.session.PieceUploads;
import dev.storeward.core.upload.session.SessionCompletion;
import dev.storeward.core.upload.session.SessionGround;
import dev.storeward.core.upload.session.SessionRequest;
import dev.storeward.core.upload.session.SessionTidying;
import dev.storeward.core.upload.session.StoredPiece;
import dev.storeward.core.upload.session.UploadSession;
import dev.storeward.core.upload.session.UploadSessions;
import dev.storeward.store.ListRequest;
import dev.storeward.store.memory.MemoryStore;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** A tenant of the model, and one node that moves its files to the end when told. */
final class ModelMoves implements AutoCloseable {
    static final ModelNode.Interlude NOTHING = (key, fault) -> {};

    final CoreFixture core = CoreFixture.start();
    final Random random = new Random(1);
    final ModelTenant tenant;
    final Trouble trouble = new Trouble(1);
    private final Map<String, MemoryStore> buckets = new ConcurrentHashMap<>();

    ModelMoves(Path folder, String slug) {
        core.settableTime();
        ModelTenant.Ground ground = ModelTenant.ground(core, folder);
        tenant = new ModelTenant(ground, slug, buckets, trouble, NOTHING);
    }

    Migration start(Duration grace) {
        return tenant.migrations()
                .start(
                        core.admin,
                        tenant.tenant.id(),
                        new NewMigration(
                                null,
                                new MigrationTarget.Backend(tenant.places.get(1)),
                                MigrationLimits.usual(),
                                grace,
                                ""),
                        InSameTransaction.nothing());
    }

    /** Begins to move all files to one of the tenant's places. */
    Migration startTo(int place) {
        return tenant.migrations()
                .start(
                        core.admin,
                        tenant.tenant.id(),
                        NewMigration.to(new MigrationTarget.Backend(tenant.places.get(place)), ""),
                        InSameTransaction.nothing());
    }

    /** Moves all files from the shared place to the one beside it. */
    Migration move(Duration grace) {
        return finish(start(grace), NOTHING);
    }

    Migration finish(Migration begun, ModelNode.Interlude interlude) {
        MigrationViews views = new MigrationViews(core.tx);
        try (ModelNode node = new ModelNode(core, buckets, trouble, false, 5, interlude)) {
            tenant.beat(node.id);
            while (views.get(core.admin, begun.id()).state().open()) {
                for (String piece : node.engine.pieces()) {
                    node.engine.work(piece, () -> false);
                }
            }
        }
        return views.get(core.admin, begun.id());
    }

    /** An engine over buckets that work, which takes so many files at once for so long. */
    Engine engine(int batch, Duration slice) {
        UUID node = UUID.randomUUID();
        tenant.beat(node);
        return new Engine(
                core.tx,
                ModelNode.stores(core.tx, name -> ModelNode.bucket(buckets, name)),
                new PlacementRedirect(core.audit),
                new EngineSettings(
                        node,
                        InstantSource.system(),
                        8,
                        4,
                        null,
                        batch,
                        slice,
                        Duration.ZERO,
                        Duration.ZERO));
    }

    /** A node that asks nothing for so long of a place that fails. */
    ModelNode node(Duration rest, ModelNode.Interlude interlude) {
        return new ModelNode(core, buckets, trouble, false, 5, interlude, rest);
    }

    /** Deletes any file of the tenant. */
    String deleteOne() {
        String address = first();
        tenant.delete(address);
        return address;
    }

    String first() {
        return List.copyOf(tenant.files.keySet()).getFirst();
    }

    /** How many objects of the tenant a bucket holds. */
    int objects(String bucket) {
        String own = "organizations/" + tenant.tenant.number() + "/";
        return ModelNode.bucket(buckets, bucket)
                .list(new ListRequest(own, "", 1000))
                .objects()
                .size();
    }

    /** How many of the tenant's files lie on a backend. */
    long filesOn(UUID backend) {
        return number(
                """
                SELECT count(*) AS n FROM file f
                JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
                JOIN backend b ON b.location_id = o.location_id
                WHERE f.tenant_id = ? AND b.id = '%s'
                """
                        .formatted(backend));
    }

    /** How many rows of the tenant a table has. */
    long count(String table) {
        return number("SELECT count(*) AS n FROM " + table + " WHERE tenant_id = ?");
    }

    private long number(String query) {
        return core.tx
                .forSystem()
                .statement(sql -> sql.one(query, row -> row.number("n"), tenant.tenant.id()));
    }

    @Override
    public void close() {
        core.close();
    }

    /** Uploads in several requests to where a tenant's new files go. */
    static final class Sessions {
        final SessionTidying tidying;
        private final ModelTenant tenant;
        private final UploadSessions sessions;
        private final PieceUploads pieces;
        private final SessionCompletion completion;

        Sessions(CoreFixture core, ModelTenant tenant) {
            this.tenant = tenant;
            CategoryRules rules =
                    new CategoryRules(
                            new UploadLimits(1 << 30, 1 << 20, 16 << 20, 16 << 20),
                            AcceptedTypes.narrowedBy(Map.of()));
            SessionGround ground = ground(core, tenant);
            this.sessions = new UploadSessions(ground, rules, InstantSource.system());
            this.pieces =
                    new PieceUploads(
                            ground, rules, tenant.uploads.admission(), InstantSource.system());
            this.completion =
                    new SessionCompletion(ground, rules, new ObjectWriter(tenant.uploads.pool()));
            this.tidying = new SessionTidying(ground, RemovalPermit.always());
        }

        private static SessionGround ground(CoreFixture core, ModelTenant tenant) {
            Tx tx = core.tx;
            Quotas quotas = new Quotas(tx);
            UploadLedger ledger =
                    new UploadLedger(
                            tx, quotas, tenant.sweeper, tenant.doorNode, tenant.retryLater);
            return new SessionGround(
                    tx,
                    tenant.clean,
                    new Reaches(tx),
                    tenant.ground.keys(),
                    quotas,
                    tenant.sweeper,
                    new SessionSteps(
                            new Placements(tx, core.audit),
                            tenant.clean,
                            tenant.ground.keys(),
                            ledger),
                    tenant.retryLater,
                    tenant.doorNode,
                    Duration.ofDays(7));
        }

        /** Begins one and sends its pieces. */
        UploadSession begin(String name, byte[]... contents) {
            Address address =
                    Address.asSent(tenant.user, Address.folderOf(tenant.user) + name).orElseThrow();
            UploadSession session =
                    sessions.begin(
                            tenant.user,
                            new SessionRequest(
                                    UploadSession.Kind.PARTED,
                                    sessions.chosen(address, name),
                                    Category.GENERAL,
                                    "",
                                    -1,
                                    FileProperties.NONE));
            for (int i = 0; i < contents.length; i++) {
                StoredPiece _ =
                        pieces.put(
                                tenant.user,
                                session.id(),
                                i + 1,
                                contents[i].length,
                                new GivenBody(new ByteArrayInputStream(contents[i])));
            }
            return session;
        }

        /** Completes one with its first pieces. */
        StoredFile complete(UploadSession session, int count) {
            return completion.complete(
                    tenant.user,
                    session.id(),
                    IntStream.rangeClosed(1, count)
                            .mapToObj(number -> new NamedPiece(number, ""))
                            .toList(),
                    PutCondition.NONE);
        }
    }
}

package dev.storeward.core.migration;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.migration.engine.Engine;
import dev.storeward.core.migration.engine.EngineSettings;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.store.ListRequest;
import dev.storeward.store.memory.MemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

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
}

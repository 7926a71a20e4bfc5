package dev.storeward.core.object;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.backend.StoredSpecs;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.memory.MemoryStore;
import dev.storeward.store.outbound.AddressGate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A cluster over a database of its own, with one place and one object in it. Two of them with the
 * same ids and bucket are an installation and a copy of it.
 */
final class Cluster implements AutoCloseable {
    static final String KEY = "organizations/1/files/1/a";
    private static final Outbound OUTBOUND =
            AddressGate.operator(host -> List.of(), Duration.ofSeconds(1), Duration.ofSeconds(1));

    /** What a copy has in common with its original. */
    record Identity(UUID installation, UUID location, UUID object, MemoryStore bucket) {
        static Identity fresh() {
            return new Identity(
                    Ids.next(), Ids.next(), Ids.next(), new MemoryStore(InstantSource.system()));
        }
    }

    final CoreFixture core = CoreFixture.start();
    final UUID run = Ids.next();
    final Identity identity;
    final UUID tenant;
    final Stores stores;
    final Markers markers;
    final Sweeper sweeper;
    final MarkerRenewal renewal;

    Cluster(Identity identity, InstantSource clock) {
        this.identity = identity;
        this.tenant = core.tenant("acme").id();
        this.stores =
                new Stores(
                        Map.of("test", new OneBucket()),
                        new StoredSpecs(core.tx),
                        access -> Credential.none(),
                        OUTBOUND,
                        OUTBOUND,
                        store -> store);
        this.markers = new Markers(core.tx, clock);
        this.sweeper =
                new Sweeper(
                        core.tx,
                        stores,
                        markers,
                        new OwnershipProof(new KeyRing(core.tx, core.sealer(), core.random)),
                        new Sweeper.Bounds(() -> !markers.holdBack(), Sweeper.Share.usual()));
        this.renewal = new MarkerRenewal(core.tx, stores, markers);
        core.tx.forSystem().run(this::insert);
        identity.bucket()
                .put(
                        new ObjectKey(KEY),
                        Content.of(new byte[1]),
                        new PutOptions(
                                false,
                                "application/octet-stream",
                                Map.of(PutOptions.WRITER, identity.object().toString())));
    }

    private void insert(Sql sql) {
        sql.update(
                "INSERT INTO installation (id, master_key_id, check_value, run)"
                        + " VALUES (?, 'mk', '', ?)",
                identity.installation(),
                run);
        sql.update(
                """
                INSERT INTO location (id, connector, endpoint, bucket, prefix, created_at)
                VALUES (?, 'test', 'test', 'one', '', now())
                """,
                identity.location());
        sql.update(
                """
                INSERT INTO backend (id, tenant_id, name, location_id, connector, settings,
                  state, credential_version, created_at, updated_at)
                VALUES (?, ?, 'one', ?, 'test', '{}', 'active', 1, now(), now())
                """,
                Ids.next(),
                tenant,
                identity.location());
    }

    /** The row of the object, which this cluster knows in a state of its own. */
    void object(String state) {
        core.tx
                .forTenant(tenant)
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO object (tenant_id, id, content_id, location_id, key, state,
                                  node_id, token, format, key_id, charged, created_at, deadline,
                                  purge_after)
                                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, 'k', 0, now(), now(),
                                        CASE WHEN ? = 'doomed' THEN now() END)
                                """,
                                tenant,
                                identity.object(),
                                Ids.next(),
                                identity.location(),
                                KEY,
                                state,
                                Ids.next(),
                                Ids.next(),
                                state));
    }

    String stateOfObject() {
        return text("SELECT state AS t FROM object");
    }

    String errorOfPlace() {
        return text("SELECT coalesce((SELECT last_error FROM purge_place), '') AS t");
    }

    String frozenBy() {
        return text("SELECT coalesce(frozen_by::text, '') AS t FROM location");
    }

    private String text(String query) {
        return core.tx.forSystem().statement(sql -> sql.one(query, row -> row.text("t")));
    }

    boolean bucketHolds(String key) {
        return identity.bucket().head(new ObjectKey(key)).isPresent();
    }

    @Override
    public void close() {
        stores.close();
        core.close();
    }

    private final class OneBucket implements Connector {
        @Override
        public ConnectorSchema schema() {
            return new ConnectorSchema("test", "Test", false, List.of());
        }

        @Override
        public Place place(BackendSpec spec) {
            return new Place("test", "one", "");
        }

        @Override
        public ObjectStore open(BackendSpec spec, Credential credential, Outbound outbound) {
            return identity.bucket();
        }
    }
}

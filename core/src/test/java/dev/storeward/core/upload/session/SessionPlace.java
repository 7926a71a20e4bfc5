package dev.storeward.core.upload.session;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.backend.StoredSpecs;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.crypto.Installation;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.installation.DatabaseHome;
import dev.storeward.core.installation.InstallationState;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.outbound.AddressGate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The one place that files go to, whose bucket each node opens as it likes. */
final class SessionPlace {
    private static final Outbound NOWHERE =
            AddressGate.operator(host -> List.of(), Duration.ofSeconds(1), Duration.ofSeconds(1));

    private SessionPlace() {}

    /** A database with a shared place, whose bucket nodes open as they like. */
    static KeyRing ground(CoreFixture core, Path folder) {
        core.settableTime();
        Installation installation =
                Installation.open(
                        core.tx, folder.resolve("master.key"), core.random, InstantSource.system());
        InstallationState.start(
                core.tx,
                core.audit,
                installation,
                DatabaseHome.external("sessions"),
                UUID::randomUUID);
        UUID location = Ids.next();
        core.tx
                .forSystem()
                .run(sql -> {
                    sql.update(
                            """
                            INSERT INTO location (id, connector, endpoint, bucket, prefix, created_at)
                            VALUES (?, 'test', 'test', 'shared', '', now())
                            """,
                            location);
                    sql.update(
                            """
                            INSERT INTO backend (id, tenant_id, name, location_id, connector, settings,
                              state, credential_version, created_at, updated_at)
                            VALUES (?, NULL, 'shared', ?, 'test', ?, 'active', 1, now(), now())
                            """,
                            Ids.next(),
                            location,
                            new Sql.Json("{}"));
                });
        return new KeyRing(core.tx, installation.sealer(), core.random);
    }

    static Stores stores(Tx tx, ObjectStore bucket) {
        Connector connector =
                new Connector() {
                    @Override
                    public ConnectorSchema schema() {
                        return new ConnectorSchema("test", "Test", false, List.of());
                    }

                    @Override
                    public Place place(BackendSpec spec) {
                        return new Place("test", "shared", "");
                    }

                    @Override
                    public ObjectStore open(
                            BackendSpec spec, Credential credential, Outbound outbound) {
                        return bucket;
                    }
                };
        return new Stores(
                Map.of("test", connector),
                new StoredSpecs(tx),
                access -> Credential.none(),
                NOWHERE,
                NOWHERE,
                store -> store);
    }
}

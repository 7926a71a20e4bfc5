package dev.storeward.core.masterkey;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.access.Caps;
import dev.storeward.core.access.ChosenKeyTable;
import dev.storeward.core.access.ChosenKeys;
import dev.storeward.core.access.Role;
import dev.storeward.core.access.signing.SigningKeys;
import dev.storeward.core.backend.BackendAccess;
import dev.storeward.core.backend.credential.CredentialRewrapping;
import dev.storeward.core.crypto.AssociatedData;
import dev.storeward.core.crypto.CryptoException;
import dev.storeward.core.crypto.Installation;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.crypto.SealedRows;
import dev.storeward.core.crypto.SealedTenantKeys;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.job.Node;
import dev.storeward.core.link.LinkKeys;
import dev.storeward.core.migration.manifest.ManifestKeys;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.user.Keys;
import dev.storeward.core.user.NewKey;
import dev.storeward.core.user.NewUser;
import dev.storeward.core.user.User;
import dev.storeward.store.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Nodes over one database, whose heartbeats and work a test does by hand. */
final class Nodes implements AutoCloseable {
    static final List<SealedRows> TABLES =
            List.of(
                    new SealedTenantKeys(),
                    LinkKeys.sealedRows(),
                    ChosenKeys.sealedRows(),
                    SigningKeys.sealedRows(),
                    new CredentialRewrapping(),
                    ManifestKeys.sealedRows());

    final CoreFixture core;
    private final List<One> started = new ArrayList<>();

    Nodes() {
        this(CoreFixture.start());
    }

    /**
     * @param core closed with the nodes
     */
    Nodes(CoreFixture core) {
        this.core = core;
        // Sealed under a master key that is none of these nodes'.
        core.sql("UPDATE api_key SET salt = NULL, rounds = NULL, sealed = NULL");
    }

    /** Keeps the admin key as one that was chosen, sealed by a node. */
    void keepChosenKey(One by) {
        ChosenKeys chosen = new ChosenKeys(by.installation().sealer(), core.random, 1);
        core.tx
                .forSystem()
                .run(sql ->
                        ChosenKeyTable.keep(
                                sql,
                                chosen.kept(
                                        sql.one(
                                                "SELECT id FROM api_key LIMIT 1",
                                                row -> row.uuid("id")),
                                        Secret.of("a key that somebody chose"))));
    }

    /** A node; its heartbeat is too slow to matter within a test. */
    record One(Path file, Installation installation, Node node, MasterKeyRotation rotation) {
        void beat() {
            node.report();
        }
    }

    One start(String name, Path file) {
        Installation installation =
                Installation.open(core.tx, file, core.random, InstantSource.system());
        KeysOfThisNode keys = new KeysOfThisNode(core.tx, installation);
        Node node =
                Node.start(
                        core.tx,
                        Ids.next(),
                        name,
                        keys::look,
                        new Node.Pulse(
                                core.database.ownConnection("heartbeat"),
                                InstantSource.system(),
                                e -> {}));
        keys.requireCurrent();
        One one =
                new One(
                        file,
                        installation,
                        node,
                        new MasterKeyRotation(
                                core.tx,
                                core.audit,
                                installation,
                                node,
                                TABLES,
                                new MasterKeyRotation.Material(
                                        core.random, InstantSource.system())));
        started.add(one);
        return one;
    }

    void stop(One node) {
        started.remove(node);
        node.node().close();
    }

    MasterKeyStatus status(One node) {
        return node.rotation().status(core.admin);
    }

    MasterKeyStatus rotate(One node) {
        return node.rotation().rotate(core.admin, InSameTransaction.nothing());
    }

    /** A tenant with a key of its own; answers its id. */
    UUID tenant(One by, String slug) {
        Tenant tenant = core.tenant(slug);
        new KeyRing(core.tx, by.installation().sealer(), core.random).addKey(tenant.id());
        return tenant.id();
    }

    void linkKey(One by) {
        new LinkKeys(core.tx, by.installation().sealer(), core.random, InstantSource.system())
                .rotate();
    }

    void manifestKey(One by) {
        new ManifestKeys(core.tx, by.installation().sealer(), core.random).list(core.admin);
    }

    /** A key of a user of the tenant that signs requests. */
    Keys.Issued signingKey(One by, UUID tenantId) {
        User user =
                core.users.create(
                        core.admin,
                        tenantId,
                        new NewUser(Ids.next() + "@example.com", "member"),
                        InSameTransaction.nothing());
        return new Keys(core.tx, core.audit, core.callers, core.random, Caps.usual(), signing(by))
                .createSigning(
                        core.admin,
                        user.id(),
                        new NewKey("signs", null),
                        InSameTransaction.nothing());
    }

    /** What a node finds of keys that sign. */
    SigningKeys signing(One by) {
        return new SigningKeys(core.tx, core.callers, by.installation().sealer());
    }

    /** A backend with two sealed fields; a null tenant is none. */
    UUID backend(One by, UUID tenantId, String name) {
        boolean operators = tenantId.equals(new UUID(0, 0));
        UUID location = Ids.next();
        UUID id = Ids.next();
        core.tx
                .forSystem()
                .run(sql -> {
                    sql.update(
                            "INSERT INTO location (id, connector, endpoint, bucket, prefix,"
                                    + " created_at) VALUES (?, 's3', 'https://s3.test', ?, '',"
                                    + " now())",
                            location,
                            name);
                    sql.update(
                            "INSERT INTO backend (id, tenant_id, name, location_id, connector,"
                                    + " settings, state, credential_version, created_at, updated_at)"
                                    + " VALUES (?, ?, ?, ?, 's3', '{}', 'active', 2, now(), now())",
                            id,
                            operators ? null : tenantId,
                            name,
                            location);
                    for (int version : List.of(1, 2)) {
                        for (String field : List.of("access_key", "secret_key")) {
                            sql.update(
                                    "INSERT INTO backend_credential VALUES (?, ?, ?, ?)",
                                    id,
                                    version,
                                    field,
                                    by.installation()
                                            .sealer()
                                            .seal(
                                                    (name + field + version)
                                                            .getBytes(StandardCharsets.UTF_8),
                                                    AssociatedData.credential(
                                                            tenantId, id, field, version)));
                        }
                    }
                });
        return id;
    }

    BackendAccess access(UUID backend, UUID tenantId) {
        return new BackendAccess(backend, tenantId, "b", "s3", 2, 0);
    }

    /** The addresses of every sealed value that a node cannot open. */
    List<String> closedTo(One node) {
        List<String> closed = new ArrayList<>();
        for (SealedRows rows : TABLES) {
            for (SealedRows.Value value : all(rows)) {
                try {
                    node.installation().sealer().open(value.sealed(), value.associatedData());
                } catch (CryptoException e) {
                    closed.add(rows.table() + " " + value.address());
                }
            }
        }
        return closed;
    }

    List<SealedRows.Value> all(SealedRows rows) {
        return core.tx.forSystem().statement(sql -> rows.notUnder(sql, "", "", 10_000));
    }

    List<String> audited(String action) {
        return core.tx
                .forSystem()
                .statement(sql ->
                        sql.list(
                                "SELECT actor_email || ' ' || target || ' ' || details::text AS t"
                                        + " FROM audit WHERE action = ? ORDER BY at, id",
                                row -> row.text("t"),
                                action));
    }

    dev.storeward.core.access.Caller supervisor() {
        Tenant tenant = core.tenant("of-supervisor");
        return core.caller(tenant, "s@example.com", Role.SUPERVISOR);
    }

    @Override
    public void close() {
        started.forEach(one -> one.node().close());
        core.close();
    }
}

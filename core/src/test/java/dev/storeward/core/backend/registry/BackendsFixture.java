package dev.storeward.core.backend.registry;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Caps;
import dev.storeward.core.access.Role;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.BackendAccess;
import dev.storeward.core.backend.credential.SealedCredentials;
import dev.storeward.core.backend.verification.Verifier;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.store.Secret;
import dev.storeward.store.local.LocalConnector;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Backends of two tenants over buckets in memory. */
abstract class BackendsFixture {
    @TempDir static Path folder;

    final CoreFixture core = CoreFixture.start();
    final TestConnector buckets = new TestConnector();
    final SealedCredentials credentials = new SealedCredentials(core.tx, core.sealer());

    final RegistrationContext context =
            new RegistrationContext(
                    Map.of(
                            "test",
                            buckets,
                            "filesystem",
                            new LocalConnector(InstantSource.system())),
                    TestConnector.OUTBOUND,
                    TestConnector.OUTBOUND,
                    new LocalRoots(List.of(folder)),
                    new Verifier(core.random, InstantSource.system()),
                    Caps.usual());
    final Backends backends = new Backends(core.tx, core.audit, credentials, context);

    final Tenant acme = core.tenant("acme");
    final Tenant other = core.tenant("other");
    final Caller supervisor = core.caller(acme, "sue@acme.test", Role.SUPERVISOR);

    @AfterEach
    void close() {
        core.close();
    }

    static Map<String, Secret> values(String bucket, String prefix) {
        Map<String, Secret> values = new HashMap<>();
        values.put("endpoint", Secret.of("https://store.test"));
        values.put("bucket", Secret.of(bucket));
        values.put("prefix", Secret.of(prefix));
        values.put("secret_key", Secret.of("s3cr3t"));
        return values;
    }

    Backend register(Caller caller, Tenant tenant, String name, Map<String, Secret> values) {
        return backends.register(
                caller,
                tenant.id(),
                new NewBackend(name, "test", values, true),
                InSameTransaction.nothing());
    }

    Backend register(String name, String bucket, String prefix) {
        return register(supervisor, acme, name, values(bucket, prefix));
    }

    static BackendAccess access(Backend backend) {
        return new BackendAccess(
                backend.id(),
                backend.tenantId(),
                backend.name(),
                "test",
                backend.credentialVersion(),
                0);
    }

    void remove(Backend backend, Removal removal) {
        backends.remove(supervisor, backend.id(), removal, InSameTransaction.nothing());
    }

    void object(Backend backend, String state) {
        object(acme, backend, state);
    }

    void object(Tenant owner, Backend backend, String state) {
        UUID id = Ids.next();
        core.tx
                .forTenant(owner.id())
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO object (tenant_id, id, content_id, location_id, key, state,
                                  node_id, token, format, key_id, charged, created_at, deadline)
                                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, 'k', 1, now(), now())
                                """,
                                owner.id(),
                                id,
                                id,
                                backend.locationId(),
                                "key-" + id,
                                state,
                                id,
                                id));
    }
}

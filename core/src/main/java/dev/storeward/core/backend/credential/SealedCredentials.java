package dev.storeward.core.backend.credential;

import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.BackendAccess;
import dev.storeward.core.backend.CredentialSource;
import dev.storeward.core.backend.credential.CredentialTable.Sealed;
import dev.storeward.core.crypto.AssociatedData;
import dev.storeward.core.crypto.Sealer;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.Credential;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Credentials at rest. Each field is sealed for its tenant, backend, name and version: a row copied
 * to another place does not open. Safe for use by several threads.
 */
public final class SealedCredentials implements CredentialSource {
    private static final UUID NO_TENANT = new UUID(0, 0);

    private final Tx tx;
    private final Sealer sealer;

    public SealedCredentials(Tx tx, Sealer sealer) {
        this.tx = tx;
        this.sealer = sealer;
    }

    /** Whose credential, in which version. */
    public record Owner(@Nullable UUID tenantId, UUID backendId, int version) {}

    @Override
    public Credential credentialOf(BackendAccess access) {
        Owner owner = new Owner(access.tenantId(), access.backendId(), access.credentialVersion());
        return scope(owner).statement(sql -> read(sql, owner));
    }

    /** The credential of a backend that is in force. */
    public Credential of(Backend backend) {
        Owner owner = ownerOf(backend);
        return scope(owner).statement(sql -> read(sql, owner));
    }

    private Tx.Scope scope(Owner owner) {
        UUID tenantId = owner.tenantId();
        return tenantId == null ? tx.forSystem() : tx.forTenant(tenantId);
    }

    public static Owner ownerOf(Backend backend) {
        return new Owner(backend.tenantId(), backend.id(), backend.credentialVersion());
    }

    public Credential read(Sql sql, Owner owner) {
        Map<String, Secret> values = new HashMap<>();
        for (Sealed field : CredentialTable.fields(sql, owner)) {
            byte[] plain = sealer.open(field.bytes(), context(owner, field.field()));
            values.put(field.field(), Secret.of(new String(plain, StandardCharsets.UTF_8)));
        }
        return new Credential(values);
    }

    public void write(Sql sql, Owner owner, Credential credential) {
        credential
                .values()
                .forEach((field, secret) ->
                        CredentialTable.insert(
                                sql,
                                owner,
                                new Sealed(
                                        field,
                                        sealer.seal(
                                                secret.reveal().getBytes(StandardCharsets.UTF_8),
                                                context(owner, field)))));
    }

    /** A version that was replaced: it stays for those who opened the backend with it just now. */
    public static void supersede(Sql sql, UUID backendId, int version) {
        CredentialTable.supersede(sql, backendId, version);
    }

    /** Destroys what was replaced an hour ago; answers how many fields those were. */
    public static int forgetSuperseded(Sql sql) {
        return CredentialTable.forgetSuperseded(sql);
    }

    /** Destroys every version of a backend's credential. */
    public static void destroy(Sql sql, UUID backendId) {
        CredentialTable.destroy(sql, backendId);
    }

    static byte[] context(Owner owner, String field) {
        UUID tenant = owner.tenantId() == null ? NO_TENANT : owner.tenantId();
        return AssociatedData.credential(tenant, owner.backendId(), field, owner.version());
    }
}

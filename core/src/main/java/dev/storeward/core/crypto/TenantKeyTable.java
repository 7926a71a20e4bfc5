package dev.storeward.core.crypto;

import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The sealed keys of tenants. Each method is one statement. */
final class TenantKeyTable {
    private TenantKeyTable() {}

    /** Which key of which tenant. */
    record Address(UUID tenantId, String keyId) {}

    /** Lets one first use of a tenant's keys after the other look, until the transaction ends. */
    static void lock(Sql sql, UUID tenantId) {
        sql.one(
                "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('tenant_key ' || ?, 0))",
                row -> true,
                tenantId.toString());
    }

    /** The id of the tenant's newest key. */
    static Optional<String> newest(Sql sql, UUID tenantId) {
        return sql.first(
                "SELECT key_id FROM tenant_key WHERE tenant_id = ?"
                        + " ORDER BY created_at DESC, key_id DESC LIMIT 1",
                row -> row.text("key_id"),
                tenantId);
    }

    static void insert(Sql sql, Address key, byte[] sealed) {
        sql.update(
                "INSERT INTO tenant_key (tenant_id, key_id, sealed) VALUES (?, ?, ?)",
                key.tenantId(),
                key.keyId(),
                sealed);
    }

    static Optional<byte[]> sealed(Sql sql, Address key) {
        return sql.first(
                "SELECT sealed FROM tenant_key WHERE tenant_id = ? AND key_id = ?",
                row -> row.bytes("sealed"),
                key.tenantId(),
                key.keyId());
    }

    /** As {@link SealedRows#notUnder}. */
    static List<SealedRows.Value> notUnder(Sql sql, String masterKeyId, Address after, int limit) {
        return sql.list(
                """
                SELECT tenant_id, key_id, sealed FROM tenant_key
                WHERE (sealed_under < ? OR sealed_under > ?)
                  AND (tenant_id, key_id) > (?, ?)
                ORDER BY tenant_id, key_id LIMIT ?
                """,
                row -> {
                    UUID tenantId = row.uuid("tenant_id");
                    String name = row.text("key_id");
                    return new SealedRows.Value(
                            tenantId + "/" + name,
                            row.bytes("sealed"),
                            AssociatedData.tenantKey(tenantId, name));
                },
                masterKeyId,
                masterKeyId,
                after.tenantId(),
                after.keyId(),
                limit);
    }

    /** Puts sealed bytes in the place of those that were read; false when they are gone. */
    static boolean replace(Sql sql, Address key, byte[] read, byte[] anew) {
        return sql.update(
                        "UPDATE tenant_key SET sealed = ?"
                                + " WHERE tenant_id = ? AND key_id = ? AND sealed = ?",
                        anew,
                        key.tenantId(),
                        key.keyId(),
                        read)
                == 1;
    }
}

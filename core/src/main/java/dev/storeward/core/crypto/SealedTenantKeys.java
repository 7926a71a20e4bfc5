package dev.storeward.core.crypto;

import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.UUID;

/** The keys of tenants, sealed. Immutable. */
public final class SealedTenantKeys implements SealedRows {
    private static final Address FIRST = new Address(new UUID(0, 0), "");

    private record Address(UUID tenantId, String keyId) {
        static Address of(String text) {
            if (text.isEmpty()) {
                return FIRST;
            }
            int middle = text.indexOf('/');
            return new Address(
                    UUID.fromString(text.substring(0, middle)), text.substring(middle + 1));
        }
    }

    @Override
    public String table() {
        return "tenant_key";
    }

    @Override
    public List<Value> notUnder(Sql sql, String keyId, String after, int limit) {
        Address last = Address.of(after);
        return sql.list(
                """
                SELECT tenant_id, key_id, sealed FROM tenant_key
                WHERE (sw_sealed_under(sealed) < ? OR sw_sealed_under(sealed) > ?)
                  AND (tenant_id, key_id) > (?, ?)
                ORDER BY tenant_id, key_id LIMIT ?
                """,
                row -> {
                    UUID tenantId = row.uuid("tenant_id");
                    String name = row.text("key_id");
                    return new Value(
                            tenantId + "/" + name,
                            row.bytes("sealed"),
                            AssociatedData.tenantKey(tenantId, name));
                },
                keyId,
                keyId,
                last.tenantId(),
                last.keyId(),
                limit);
    }

    @Override
    public boolean replace(Sql sql, Value read, byte[] anew) {
        Address address = Address.of(read.address());
        return sql.update(
                        "UPDATE tenant_key SET sealed = ?"
                                + " WHERE tenant_id = ? AND key_id = ? AND sealed = ?",
                        anew,
                        address.tenantId(),
                        address.keyId(),
                        read.sealed())
                == 1;
    }
}

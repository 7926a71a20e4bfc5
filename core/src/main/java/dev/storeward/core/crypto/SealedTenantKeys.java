package dev.storeward.core.crypto;

import dev.storeward.core.crypto.TenantKeyTable.Address;
import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.UUID;

/** The keys of tenants, sealed. Immutable. */
public final class SealedTenantKeys implements SealedRows {
    private static final Address FIRST = new Address(new UUID(0, 0), "");

    @Override
    public String table() {
        return "tenant_key";
    }

    @Override
    public List<Value> notUnder(Sql sql, String keyId, String after, int limit) {
        return TenantKeyTable.notUnder(sql, keyId, after.isEmpty() ? FIRST : parsed(after), limit);
    }

    @Override
    public boolean replace(Sql sql, Value read, byte[] anew) {
        return TenantKeyTable.replace(sql, parsed(read.address()), read.sealed(), anew);
    }

    private static Address parsed(String text) {
        int middle = text.indexOf('/');
        return new Address(UUID.fromString(text.substring(0, middle)), text.substring(middle + 1));
    }
}

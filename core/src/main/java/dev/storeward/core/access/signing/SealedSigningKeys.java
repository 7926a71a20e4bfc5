package dev.storeward.core.access.signing;

import dev.storeward.core.crypto.SealedRows;
import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.UUID;

/** The secrets of keys that sign. Immutable. */
final class SealedSigningKeys implements SealedRows {
    private static final UUID FIRST = new UUID(0, 0);

    @Override
    public String table() {
        return "signing_key";
    }

    @Override
    public List<Value> notUnder(Sql sql, String keyId, String after, int limit) {
        return SigningKeyTable.notUnder(
                sql, keyId, after.isEmpty() ? FIRST : UUID.fromString(after), limit);
    }

    @Override
    public boolean replace(Sql sql, Value read, byte[] anew) {
        return SigningKeyTable.replace(sql, UUID.fromString(read.address()), read.sealed(), anew);
    }
}

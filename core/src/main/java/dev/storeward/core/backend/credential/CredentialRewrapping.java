package dev.storeward.core.backend.credential;

import dev.storeward.core.backend.credential.CredentialTable.Address;
import dev.storeward.core.crypto.SealedRows;
import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.UUID;

/** The fields of credentials in all their versions, the operator's own too, sealed. Immutable. */
public final class CredentialRewrapping implements SealedRows {
    private static final Address FIRST = new Address(new UUID(0, 0), 0, "");

    @Override
    public String table() {
        return "backend_credential";
    }

    @Override
    public List<Value> notUnder(Sql sql, String keyId, String after, int limit) {
        return CredentialTable.notUnder(sql, keyId, after.isEmpty() ? FIRST : parsed(after), limit);
    }

    @Override
    public boolean replace(Sql sql, Value read, byte[] anew) {
        return CredentialTable.replace(sql, parsed(read.address()), read.sealed(), anew);
    }

    private static Address parsed(String text) {
        String[] parts = text.split("/", 3);
        return new Address(UUID.fromString(parts[0]), Integer.parseInt(parts[1]), parts[2]);
    }
}

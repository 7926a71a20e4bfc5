package dev.storeward.core.backend.credential;

import dev.storeward.core.crypto.SealedRows;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.UUID;

/** The fields of credentials in all their versions, the operator's own too, sealed. Immutable. */
public final class CredentialRewrapping implements SealedRows {
    private static final Address FIRST = new Address(new UUID(0, 0), 0, "");

    private record Address(UUID backendId, int version, String field) {
        static Address of(String text) {
            if (text.isEmpty()) {
                return FIRST;
            }
            String[] parts = text.split("/", 3);
            return new Address(UUID.fromString(parts[0]), Integer.parseInt(parts[1]), parts[2]);
        }
    }

    @Override
    public String table() {
        return "backend_credential";
    }

    @Override
    public List<Value> notUnder(Sql sql, String keyId, String after, int limit) {
        Address last = Address.of(after);
        return sql.list(
                """
                SELECT c.backend_id, c.version, c.field, c.sealed, b.tenant_id
                FROM backend_credential c JOIN backend b ON b.id = c.backend_id
                WHERE (sw_sealed_under(c.sealed) < ? OR sw_sealed_under(c.sealed) > ?)
                  AND (c.backend_id, c.version, c.field) > (?, ?, ?)
                ORDER BY c.backend_id, c.version, c.field LIMIT ?
                """,
                CredentialRewrapping::value,
                keyId,
                keyId,
                last.backendId(),
                last.version(),
                last.field(),
                limit);
    }

    private static Value value(Row row) {
        SealedCredentials.Owner owner =
                new SealedCredentials.Owner(
                        row.uuidOrNull("tenant_id"),
                        row.uuid("backend_id"),
                        Math.toIntExact(row.number("version")));
        String field = row.text("field");
        return new Value(
                owner.backendId() + "/" + owner.version() + "/" + field,
                row.bytes("sealed"),
                SealedCredentials.context(owner, field));
    }

    @Override
    public boolean replace(Sql sql, Value read, byte[] anew) {
        Address address = Address.of(read.address());
        return sql.update(
                        "UPDATE backend_credential SET sealed = ?"
                                + " WHERE backend_id = ? AND version = ? AND field = ? AND sealed = ?",
                        anew,
                        address.backendId(),
                        address.version(),
                        address.field(),
                        read.sealed())
                == 1;
    }
}

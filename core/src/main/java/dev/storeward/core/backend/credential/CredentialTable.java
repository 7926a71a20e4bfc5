package dev.storeward.core.backend.credential;

import dev.storeward.core.crypto.SealedRows;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.UUID;

/** The sealed fields of credentials in all their versions. Each method is one statement. */
final class CredentialTable {
    private CredentialTable() {}

    /** A field of a version of a backend's credential. */
    record Address(UUID backendId, int version, String field) {}

    /** A field, still sealed. */
    record Sealed(String field, byte[] bytes) {}

    /** The fields of one version. */
    static List<Sealed> fields(Sql sql, SealedCredentials.Owner owner) {
        return sql.list(
                "SELECT field, sealed FROM backend_credential WHERE backend_id = ? AND version = ?",
                row -> new Sealed(row.text("field"), row.bytes("sealed")),
                owner.backendId(),
                owner.version());
    }

    static void insert(Sql sql, SealedCredentials.Owner owner, Sealed field) {
        sql.update(
                """
                INSERT INTO backend_credential
                  (backend_id, version, field, sealed)
                VALUES (?, ?, ?, ?)
                """,
                owner.backendId(),
                owner.version(),
                field.field(),
                field.bytes());
    }

    static void supersede(Sql sql, UUID backendId, int version) {
        sql.update(
                "UPDATE backend_credential SET superseded_at = sw_now()"
                        + " WHERE backend_id = ? AND version = ?",
                backendId,
                version);
    }

    /** Destroys what was replaced an hour ago; answers how many fields those were. */
    static int forgetSuperseded(Sql sql) {
        return sql.update(
                "DELETE FROM backend_credential WHERE superseded_at < sw_now() - interval '1 hour'");
    }

    /** Destroys every version of a backend's credential. */
    static void destroy(Sql sql, UUID backendId) {
        sql.update("DELETE FROM backend_credential WHERE backend_id = ?", backendId);
    }

    /** As {@link SealedRows#notUnder}. */
    static List<SealedRows.Value> notUnder(Sql sql, String keyId, Address after, int limit) {
        return sql.list(
                """
                SELECT c.backend_id, c.version, c.field, c.sealed, b.tenant_id
                FROM backend_credential c JOIN backend b ON b.id = c.backend_id
                WHERE (c.sealed_under < ? OR c.sealed_under > ?)
                  AND (c.backend_id, c.version, c.field) > (?, ?, ?)
                ORDER BY c.backend_id, c.version, c.field LIMIT ?
                """,
                CredentialTable::value,
                keyId,
                keyId,
                after.backendId(),
                after.version(),
                after.field(),
                limit);
    }

    private static SealedRows.Value value(Row row) {
        SealedCredentials.Owner owner =
                new SealedCredentials.Owner(
                        row.uuidOrNull("tenant_id"),
                        row.uuid("backend_id"),
                        Math.toIntExact(row.number("version")));
        String field = row.text("field");
        return new SealedRows.Value(
                owner.backendId() + "/" + owner.version() + "/" + field,
                row.bytes("sealed"),
                SealedCredentials.context(owner, field));
    }

    /** Puts sealed bytes in the place of those that were read; false when they are gone. */
    static boolean replace(Sql sql, Address field, byte[] read, byte[] anew) {
        return sql.update(
                        "UPDATE backend_credential SET sealed = ?"
                                + " WHERE backend_id = ? AND version = ? AND field = ? AND sealed = ?",
                        anew,
                        field.backendId(),
                        field.version(),
                        field.field(),
                        read)
                == 1;
    }
}

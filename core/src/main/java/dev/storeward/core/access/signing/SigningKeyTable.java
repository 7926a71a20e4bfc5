package dev.storeward.core.access.signing;

import dev.storeward.core.access.CallerTable;
import dev.storeward.core.access.KnownKey;
import dev.storeward.core.crypto.AssociatedData;
import dev.storeward.core.crypto.SealedRows;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The sealed secrets of keys that sign. Their keys are rows of {@code api_key}, whose prefix is the
 * access key id; the row here goes when the key is revoked.
 */
final class SigningKeyTable {
    /** With the access key id as its parameter. */
    static final String USABLE =
            "SELECT s.sealed, "
                    + CallerTable.COLUMNS
                    + "FROM "
                    + CallerTable.KEYS
                    + "JOIN signing_key s ON s.key_id = k.id"
                    + " WHERE k.kind = 'signing' AND k.prefix = ? AND "
                    + CallerTable.USABLE;

    private SigningKeyTable() {}

    /** A key that may sign now, with its secret still sealed. */
    record Sealed(KnownKey key, byte[] sealed) {}

    static Optional<Sealed> usable(Sql sql, String accessKeyId) {
        return sql.first(
                USABLE,
                row -> new Sealed(CallerTable.known(row), row.bytes("sealed")),
                accessKeyId);
    }

    static void insert(Sql sql, UUID keyId, byte[] sealed) {
        sql.update("INSERT INTO signing_key (key_id, sealed) VALUES (?, ?)", keyId, sealed);
    }

    /** As {@link SealedRows#notUnder}. */
    static List<SealedRows.Value> notUnder(Sql sql, String masterKeyId, UUID after, int limit) {
        return sql.list(
                """
                SELECT s.key_id, k.user_id, s.sealed
                FROM signing_key s JOIN api_key k ON k.id = s.key_id
                WHERE (s.sealed_under < ? OR s.sealed_under > ?) AND s.key_id > ?
                ORDER BY s.key_id LIMIT ?
                """,
                SigningKeyTable::value,
                masterKeyId,
                masterKeyId,
                after,
                limit);
    }

    /**
     * As {@link SealedRows#replace}. A row that a revocation is just removing is passed over and
     * not waited for: who ends many keys takes them in another order.
     */
    static boolean replace(Sql sql, UUID keyId, byte[] read, byte[] anew) {
        return sql.update(
                        """
                        UPDATE signing_key SET sealed = ? WHERE key_id = (
                          SELECT key_id FROM signing_key WHERE key_id = ? AND sealed = ?
                          FOR UPDATE SKIP LOCKED)
                        """,
                        anew,
                        keyId,
                        read)
                == 1;
    }

    private static SealedRows.Value value(Row row) {
        UUID keyId = row.uuid("key_id");
        return new SealedRows.Value(
                keyId.toString(),
                row.bytes("sealed"),
                AssociatedData.signingKey(keyId, row.uuid("user_id")));
    }
}

package dev.storeward.core.migration.manifest;

import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.Optional;

/** The sealed keys that sign manifests. Each method is one statement. */
final class ManifestKeyTable {
    private ManifestKeyTable() {}

    /** A key with its private half, still sealed. */
    record Sealed(ManifestKey key, byte[] bytes) {}

    /** The keys, the newest first. */
    static List<ManifestKey> list(Sql sql, int limit) {
        return sql.list(
                "SELECT id, public_key, created_at FROM manifest_key"
                        + " ORDER BY created_at DESC, id DESC LIMIT ?",
                ManifestKeyTable::key,
                limit);
    }

    static Optional<Sealed> newest(Sql sql) {
        return sql.first(
                "SELECT id, sealed, public_key, created_at FROM manifest_key"
                        + " ORDER BY created_at DESC, id DESC LIMIT 1",
                row -> new Sealed(key(row), row.bytes("sealed")));
    }

    /** Lets one maker of a first key after the other in, until the transaction ends. */
    static void lock(Sql sql) {
        sql.update("LOCK TABLE manifest_key IN SHARE ROW EXCLUSIVE MODE");
    }

    static void insert(Sql sql, String id, byte[] sealed, byte[] publicKey) {
        sql.update(
                "INSERT INTO manifest_key (id, sealed, public_key, created_at) VALUES (?, ?, ?, sw_now())",
                id,
                sealed,
                publicKey);
    }

    private static ManifestKey key(Row row) {
        return new ManifestKey(row.text("id"), row.bytes("public_key"), row.time("created_at"));
    }
}

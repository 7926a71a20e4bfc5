package dev.storeward.core.migration.manifest;

import dev.storeward.core.crypto.SealedRows;
import dev.storeward.core.db.Sql;
import java.util.List;

/** The keys that sign manifests, sealed. Immutable. */
public final class SealedManifestKeys implements SealedRows {

    @Override
    public String table() {
        return "manifest_key";
    }

    @Override
    public List<Value> notUnder(Sql sql, String keyId, String after, int limit) {
        return sql.list(
                """
                SELECT id, sealed FROM manifest_key
                WHERE (sw_sealed_under(sealed) < ? OR sw_sealed_under(sealed) > ?) AND id > ?
                ORDER BY id LIMIT ?
                """,
                row ->
                        new Value(
                                row.text("id"),
                                row.bytes("sealed"),
                                ManifestKeys.purpose(row.text("id"))),
                keyId,
                keyId,
                after,
                limit);
    }

    @Override
    public boolean replace(Sql sql, Value read, byte[] anew) {
        return sql.update(
                        "UPDATE manifest_key SET sealed = ? WHERE id = ? AND sealed = ?",
                        anew,
                        read.address(),
                        read.sealed())
                == 1;
    }
}

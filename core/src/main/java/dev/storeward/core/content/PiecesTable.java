package dev.storeward.core.content;

import dev.storeward.core.db.Sql;
import java.util.UUID;

/** The pieces of an object, as its row keeps them. */
public final class PiecesTable {
    private PiecesTable() {}

    /** Those of an object whose format is {@value Pieces#FORMAT}, until it is purged. */
    public static Pieces of(Sql sql, UUID tenantId, UUID objectId) {
        return sql.one(
                "SELECT pieces FROM object WHERE tenant_id = ? AND id = ?",
                row -> Pieces.unpacked(row.bytes("pieces")),
                tenantId,
                objectId);
    }
}

package dev.storeward.core.content;

import dev.storeward.core.db.Sql;
import java.util.Optional;
import java.util.UUID;

/** The pieces of an object, as its row keeps them. */
public final class PiecesTable {
    private PiecesTable() {}

    /** Those of an object whose format is {@value Pieces#FORMAT}; empty once it was purged. */
    public static Optional<Pieces> of(Sql sql, UUID tenantId, UUID objectId) {
        return sql.first(
                "SELECT pieces FROM object WHERE tenant_id = ? AND id = ? AND pieces IS NOT NULL",
                row -> Pieces.unpacked(row.bytes("pieces")),
                tenantId,
                objectId);
    }
}

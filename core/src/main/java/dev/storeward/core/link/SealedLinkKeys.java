package dev.storeward.core.link;

import dev.storeward.core.crypto.SealedRows;
import dev.storeward.core.db.Sql;
import java.util.List;

/** The keys that sign links, sealed. Immutable. */
public final class SealedLinkKeys implements SealedRows {

    @Override
    public String table() {
        return "link_key";
    }

    @Override
    public List<Value> notUnder(Sql sql, String keyId, String after, int limit) {
        return sql.list(
                """
                SELECT kid, sealed FROM link_key
                WHERE (sw_sealed_under(sealed) < ? OR sw_sealed_under(sealed) > ?) AND kid > ?
                ORDER BY kid LIMIT ?
                """,
                row ->
                        new Value(
                                row.text("kid"),
                                row.bytes("sealed"),
                                LinkKeys.purpose(row.text("kid"))),
                keyId,
                keyId,
                after,
                limit);
    }

    @Override
    public boolean replace(Sql sql, Value read, byte[] anew) {
        return sql.update(
                        "UPDATE link_key SET sealed = ? WHERE kid = ? AND sealed = ?",
                        anew,
                        read.address(),
                        read.sealed())
                == 1;
    }
}

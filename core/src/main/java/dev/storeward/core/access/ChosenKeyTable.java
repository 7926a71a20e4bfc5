package dev.storeward.core.access;

import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;

/** What is kept of chosen keys, in the rows of all keys. */
public final class ChosenKeyTable {
    /** The columns that {@link #read} wants, of {@code api_key}. */
    public static final String COLUMNS = "id, salt, rounds, hash, sealed";

    private ChosenKeyTable() {}

    public static ChosenKey read(Row row) {
        return new ChosenKey(
                row.uuid("id"),
                row.bytes("salt"),
                Math.toIntExact(row.number("rounds")),
                row.bytes("hash"),
                row.bytes("sealed"));
    }

    /** Keeps a key as a chosen one that was kept otherwise before. */
    public static void keep(Sql sql, ChosenKey kept) {
        sql.update(
                """
                UPDATE api_key SET prefix = '', hash = ?, salt = ?, rounds = ?, sealed = ?
                WHERE id = ? AND salt IS NULL
                """,
                kept.hash(),
                kept.salt(),
                kept.rounds(),
                kept.sealed(),
                kept.keyId());
    }
}

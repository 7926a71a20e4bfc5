package dev.storeward.core.crypto;

import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.function.Function;

/** The sealed keys of a table whose rows have a name of their own. Immutable. */
public final class SealedKeyTable implements SealedRows {
    private final String table;
    private final String name;
    private final String notUnder;
    private final String replace;
    private final Function<String, byte[]> associatedData;

    /**
     * @param name the column that names a key
     * @param associatedData what the key of a name belongs to
     */
    public SealedKeyTable(String table, String name, Function<String, byte[]> associatedData) {
        this.table = table;
        this.name = name;
        this.associatedData = associatedData;
        this.notUnder =
                """
                SELECT %2$s, sealed FROM %1$s
                WHERE (sealed_under < ? OR sealed_under > ?) AND %2$s > ?
                ORDER BY %2$s LIMIT ?
                """
                        .formatted(table, name);
        this.replace =
                "UPDATE %1$s SET sealed = ? WHERE %2$s = ? AND sealed = ?".formatted(table, name);
    }

    @Override
    public String table() {
        return table;
    }

    @Override
    public List<Value> notUnder(Sql sql, String keyId, String after, int limit) {
        return sql.list(
                notUnder,
                row -> {
                    String key = row.text(name);
                    return new Value(key, row.bytes("sealed"), associatedData.apply(key));
                },
                keyId,
                keyId,
                after,
                limit);
    }

    @Override
    public boolean replace(Sql sql, Value read, byte[] anew) {
        return sql.update(replace, anew, read.address(), read.sealed()) == 1;
    }
}

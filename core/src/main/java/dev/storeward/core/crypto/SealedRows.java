package dev.storeward.core.crypto;

import dev.storeward.core.db.Sql;
import java.util.List;

/**
 * The sealed values of a table, for the work that seals them anew. The column is named {@code
 * sealed}, and the table has an indexed column {@code sealed_under} made from it.
 */
public interface SealedRows {

    /** The table's name. */
    String table();

    /**
     * The next values that are not sealed under a key, in the order of their addresses.
     *
     * @param after the address behind which to go on; empty at first
     */
    List<Value> notUnder(Sql sql, String keyId, String after, int limit);

    /**
     * Puts a value in the place of the one that was read, if that is still there.
     *
     * @return false when it was changed or removed meanwhile
     */
    boolean replace(Sql sql, Value read, byte[] anew);

    /**
     * A sealed value.
     *
     * @param address which row of the table it is of, as text
     * @param associatedData what it belongs to
     */
    record Value(String address, byte[] sealed, byte[] associatedData) {
        @Override
        public String toString() {
            return "Value[" + address + "]";
        }
    }
}

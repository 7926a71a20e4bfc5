package dev.storeward.core.file;

import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Files by addresses that their clients chose. Each method is one statement. */
public final class AddressTable {
    private AddressTable() {}

    /** The file at an address with its object, as the caller puts them together. */
    public static <T> Optional<T> atAddress(
            Sql sql, UUID tenantId, String address, BiFunction<StoredFile, UUID, T> with) {
        return sql.first(
                "SELECT "
                        + FileTable.FILE
                        + ", f.object_id FROM file f WHERE f.tenant_id = ? AND f.address = ?",
                row -> with.apply(FileTable.file(row), row.uuid("object_id")),
                tenantId,
                address);
    }

    /** A file by its id. */
    public static Optional<StoredFile> byId(Sql sql, UUID tenantId, UUID fileId) {
        return sql.first(
                "SELECT " + FileTable.FILE + " FROM file f WHERE f.tenant_id = ? AND f.id = ?",
                FileTable::file,
                tenantId,
                fileId);
    }

    /** Whether the object of a file that was replaced waits for those who read it already. */
    static boolean isKeptForReaders(Sql sql, ReadableFile before) {
        return sql.one(
                """
                SELECT EXISTS (SELECT FROM object WHERE tenant_id = ? AND id = ?
                                AND state = 'doomed' AND purge_after > sw_now()) AS kept
                """,
                row -> row.flag("kept"),
                before.file().tenantId(),
                before.objectId());
    }

    /**
     * The next files of a user in a range of addresses, in their order.
     *
     * @param from the first address that is looked at
     * @param before the first that is not
     */
    public static List<StoredFile> inRange(
            Sql sql, UUID tenantId, UUID userId, String from, String before, int limit) {
        return sql.list(
                "SELECT "
                        + FileTable.FILE
                        + """
                        FROM file f WHERE f.tenant_id = ? AND f.address >= ? AND f.address < ?
                          AND f.user_id = ?
                        ORDER BY f.address LIMIT ?
                        """,
                FileTable::file,
                tenantId,
                from,
                before,
                userId,
                limit);
    }

    /** The file at an address, which stays as it is until the transaction ends. */
    static Optional<StoredFile> lock(Sql sql, UUID tenantId, String address) {
        return sql.first(
                "SELECT "
                        + FileTable.FILE
                        + " FROM file f WHERE f.tenant_id = ? AND f.address = ? FOR UPDATE",
                FileTable::file,
                tenantId,
                address);
    }

    /** Properties as they are kept; null for none. */
    record Kept(@Nullable String json) {}

    /** What is kept with the file at an address, until the transaction ends. */
    static Optional<Kept> lockProperties(Sql sql, UUID tenantId, String address) {
        return sql.first(
                "SELECT properties FROM file WHERE tenant_id = ? AND address = ? FOR NO KEY UPDATE",
                row -> new Kept(row.textOrNull("properties")),
                tenantId,
                address);
    }

    static boolean keep(Sql sql, UUID tenantId, String address, FileProperties properties) {
        return sql.update(
                        "UPDATE file SET properties = ?::jsonb WHERE tenant_id = ? AND address = ?",
                        properties.kept(),
                        tenantId,
                        address)
                == 1;
    }
}

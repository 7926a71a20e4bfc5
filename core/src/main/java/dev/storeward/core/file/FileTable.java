package dev.storeward.core.file;

import dev.storeward.core.access.AuthorityTable;
import dev.storeward.core.access.LinkGrant;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import dev.storeward.store.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The rows of files. Each method is one statement. */
final class FileTable {
    static final String FILE =
            """
            f.tenant_id, f.id, f.number, f.user_id, f.address, f.name, f.category, f.content_type, f.size,
            f.plain_sha256, f.md5, f.content_id, f.uploaded_at, f.pieces
            """;
    private static final byte[] NO_HEADER = {};

    private static final String READABLE =
            "SELECT "
                    + FILE
                    + """
                    , f.properties, place.id AS object_id, place.key, place.format, place.key_id, place.header, place.stored_size,
                    place.stored_sha256, place.location_id, reach.version AS reach_version
                    FROM file f
                    JOIN object place ON place.tenant_id = f.tenant_id AND place.id = f.object_id
                    JOIN location_reach reach ON reach.location_id = place.location_id
                    """;

    private static final String BY_LINK =
            READABLE
                    + """
                    JOIN app_user u ON u.id = f.user_id AND u.disabled_at IS NULL
                    WHERE f.tenant_id = ? AND f.id = ?
                    """;

    private FileTable() {}

    /** Has the transaction read one snapshot, and change nothing. Comes before anything else. */
    static void readOneSnapshot(Sql sql) {
        sql.update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    }

    static Optional<StoredFile> byAddress(Sql sql, UUID tenantId, String address) {
        return sql.first(
                "SELECT " + FILE + " FROM file f WHERE f.tenant_id = ? AND f.address = ?",
                FileTable::file,
                tenantId,
                address);
    }

    static Optional<StoredFile> byId(Sql sql, UUID tenantId, UUID userId, UUID fileId) {
        return sql.first(
                "SELECT "
                        + FILE
                        + " FROM file f WHERE f.tenant_id = ? AND f.id = ? AND f.user_id = ?",
                FileTable::file,
                tenantId,
                fileId,
                userId);
    }

    static Optional<ReadableFile> readableByAddress(Sql sql, UUID tenantId, String address) {
        return sql.first(
                READABLE + " WHERE f.tenant_id = ? AND f.address = ?",
                FileTable::readable,
                tenantId,
                address);
    }

    static Optional<ReadableFile> readableById(Sql sql, UUID tenantId, UUID fileId) {
        return sql.first(
                READABLE + " WHERE f.tenant_id = ? AND f.id = ?",
                FileTable::readable,
                tenantId,
                fileId);
    }

    /**
     * As {@link #readableById}, but only while the file's owner is not disabled and what the link
     * was given out by stands.
     */
    static Optional<ReadableFile> readableByLink(
            Sql sql, UUID tenantId, UUID fileId, LinkGrant grant) {
        UUID keyId = grant.keyId();
        return keyId == null
                ? sql.first(
                        BY_LINK + " AND u.link_epoch = ?",
                        FileTable::readable,
                        tenantId,
                        fileId,
                        grant.epoch())
                : sql.first(
                        BY_LINK + " AND " + AuthorityTable.GRANTED,
                        FileTable::readable,
                        tenantId,
                        fileId,
                        keyId,
                        grant.epoch());
    }

    /**
     * A page by position, newest first, read from the nearer end of the index.
     *
     * @param category empty for all
     */
    static List<StoredFile> page(
            Sql sql, UUID tenantId, UUID userId, String category, PagePosition position) {
        boolean fromEnd = position.isNearerToEnd();
        String order = fromEnd ? "ASC" : "DESC";
        List<StoredFile> files =
                sql.list(
                        "SELECT "
                                + FILE
                                + " FROM (SELECT uploaded_at, id FROM file WHERE tenant_id = ? AND user_id = ?"
                                + (category.isEmpty() ? "" : " AND category = ?")
                                + " ORDER BY uploaded_at "
                                + order
                                + ", id "
                                + order
                                + " OFFSET ? LIMIT ?) p JOIN file f ON f.tenant_id = ? AND f.id = p.id"
                                + " ORDER BY f.uploaded_at DESC, f.id DESC",
                        FileTable::file,
                        category.isEmpty()
                                ? new Object[] {
                                    tenantId,
                                    userId,
                                    position.skipFromNearerEnd(),
                                    position.count(),
                                    tenantId
                                }
                                : new Object[] {
                                    tenantId,
                                    userId,
                                    category,
                                    position.skipFromNearerEnd(),
                                    position.count(),
                                    tenantId
                                });
        return files;
    }

    /** The files after a position, newest first. */
    static List<StoredFile> after(
            Sql sql, UUID tenantId, UUID userId, String category, FileCursor cursor, int limit) {
        String condition = category.isEmpty() ? "" : " AND f.category = ?";
        String query =
                "SELECT "
                        + FILE
                        + " FROM file f WHERE f.tenant_id = ? AND f.user_id = ?"
                        + " AND (f.uploaded_at, f.id) < (?, ?)"
                        + condition
                        + " ORDER BY f.uploaded_at DESC, f.id DESC LIMIT ?";
        return category.isEmpty()
                ? sql.list(
                        query,
                        FileTable::file,
                        tenantId,
                        userId,
                        cursor.uploadedAt(),
                        cursor.id(),
                        limit)
                : sql.list(
                        query,
                        FileTable::file,
                        tenantId,
                        userId,
                        cursor.uploadedAt(),
                        cursor.id(),
                        category,
                        limit);
    }

    static long count(Sql sql, UUID tenantId, UUID userId, String category) {
        String condition = category.isEmpty() ? "" : " AND category = ?";
        String query =
                "SELECT coalesce((SELECT sum(files) FROM count_base WHERE tenant_id = ? AND user_id = ?"
                        + condition
                        + "), 0) + coalesce((SELECT sum(files) FROM count_delta WHERE tenant_id = ? AND user_id = ?"
                        + condition
                        + "), 0) AS total";
        return category.isEmpty()
                ? sql.one(query, row -> row.number("total"), tenantId, userId, tenantId, userId)
                : sql.one(
                        query,
                        row -> row.number("total"),
                        tenantId,
                        userId,
                        category,
                        tenantId,
                        userId,
                        category);
    }

    /**
     * A file that a listing came by.
     *
     * @param here whether it lies in the location that is listed
     */
    record Seen(StoredFile file, boolean here) {}

    /**
     * The next files of a range of addresses, in their order, wherever they lie: so a statement
     * looks at no more than it was told to, though none of them lie in the location.
     */
    static List<Seen> under(
            Sql sql,
            UUID tenantId,
            UUID locationId,
            String from,
            String after,
            String before,
            int limit) {
        return sql.list(
                "SELECT "
                        + FILE
                        + """
                        , o.location_id = ? AS here
                        FROM (SELECT * FROM file
                              WHERE tenant_id = ? AND address >= ? AND address > ? AND address < ?
                              ORDER BY address LIMIT ?) f
                        JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
                        ORDER BY f.address
                        """,
                row -> new Seen(file(row), row.flag("here")),
                locationId,
                tenantId,
                from,
                after,
                before,
                limit);
    }

    static StoredFile file(Row row) {
        return new StoredFile(
                row.uuid("tenant_id"),
                row.uuid("id"),
                row.number("number"),
                row.uuid("user_id"),
                row.text("address"),
                row.text("name"),
                row.constant("category", Category.class),
                row.text("content_type"),
                row.number("size"),
                row.bytes("plain_sha256"),
                Objects.requireNonNullElse(row.textOrNull("md5"), ""),
                row.uuid("content_id"),
                row.time("uploaded_at"),
                Math.toIntExact(Objects.requireNonNullElse(row.numberOrNull("pieces"), 1L)));
    }

    private static ReadableFile readable(Row row) {
        return new ReadableFile(
                file(row),
                FileProperties.ofKept(row.textOrNull("properties")),
                row.uuid("object_id"),
                new ObjectKey(row.text("key")),
                row.uuid("location_id"),
                row.number("reach_version"),
                Math.toIntExact(row.number("format")),
                row.text("key_id"),
                Objects.requireNonNullElse(row.bytesOrNull("header"), NO_HEADER),
                row.number("stored_size"),
                row.bytes("stored_sha256"));
    }

    /** Where a page begins after: the last file of the page before. */
    record FileCursor(Instant uploadedAt, UUID id) {}
}

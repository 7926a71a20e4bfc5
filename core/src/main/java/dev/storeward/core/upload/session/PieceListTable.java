package dev.storeward.core.upload.session;

import dev.storeward.core.content.Piece;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.upload.session.PieceTable.Kept;
import dev.storeward.store.ObjectKey;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Which pieces are kept. Each method is one statement. */
final class PieceListTable {
    private PieceListTable() {}

    private static final String KEPT =
            """
            SELECT p.number, p.charged, p.header, p.md5, p.sha256, p.stored_sha256, p.tag, p.found_type,
                   p.properties, p.stored_at, o.key AS own_key
            FROM upload_piece p LEFT JOIN object o ON o.tenant_id = p.tenant_id AND o.id = p.object_id
            WHERE p.tenant_id = ? AND p.session_id = ? AND p.kept
            """;

    /** Those with these numbers, in order. */
    static List<Kept> kept(Sql sql, UploadSession session, List<Integer> numbers) {
        return sql.list(
                KEPT + " AND p.number = ANY (?::int[]) ORDER BY p.number",
                PieceListTable::kept,
                session.tenantId(),
                session.id(),
                numbers);
    }

    /** The next ones, in order. */
    static List<Kept> kept(Sql sql, UploadSession session, int after, int limit) {
        return sql.list(
                KEPT + " AND p.number > ? ORDER BY p.number LIMIT ?",
                PieceListTable::kept,
                session.tenantId(),
                session.id(),
                after,
                limit);
    }

    private static Kept kept(Row row) {
        int number = Math.toIntExact(row.number("number"));
        byte[] md5 = Objects.requireNonNullElse(row.bytesOrNull("md5"), new byte[0]);
        Piece piece =
                new Piece(
                        number,
                        row.number("charged"),
                        row.bytes("header"),
                        md5,
                        row.bytes("sha256"),
                        row.bytes("stored_sha256"));
        String ownKey = row.textOrNull("own_key");
        return new Kept(
                piece,
                row.textOrNull("tag"),
                ownKey == null ? null : new ObjectKey(ownKey),
                row.textOrNull("found_type"),
                new StoredPiece(
                        number,
                        piece.size(),
                        HexFormat.of().formatHex(md5),
                        piece.sha256(),
                        FileProperties.ofKept(row.textOrNull("properties")).checksums(),
                        row.time("stored_at")));
    }
}

package dev.storeward.core.upload;

import dev.storeward.core.access.Authority;
import dev.storeward.core.access.AuthorityTable;
import dev.storeward.core.db.Sql;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.object.ObjectIntent;
import dev.storeward.core.object.StoredForm;
import java.util.Optional;

/** The end of an upload as one statement. */
final class UploadTable {
    private UploadTable() {}

    /**
     * Makes the object live and the file visible, and corrects the charge to the real size, all or
     * nothing.
     *
     * @param file its number and time are decided here
     * @param authority by which the file comes
     * @return the file's number; empty when the intent is no longer the caller's, its authority has
     *     ended, or the bucket can no longer be reached, and nothing was changed
     */
    static Optional<Long> settle(
            Sql sql, ObjectIntent intent, StoredForm stored, StoredFile file, Authority authority) {
        return sql.first(
                """
                WITH old AS (SELECT tenant_id, id, charged FROM object
                             WHERE tenant_id = ? AND id = ? AND token = ? AND state = 'writing' AND
                """
                        + AuthorityTable.condition(authority)
                        + """
                                       AND EXISTS (SELECT 1 FROM backend b WHERE b.location_id = object.location_id
                                                   AND b.state IN ('active', 'retired'))
                                     FOR UPDATE),
                        o AS (UPDATE object SET state = 'live', header = ?, stored_size = ?, stored_sha256 = ?,
                                                charged = ?, multipart_id = NULL
                              FROM old WHERE object.tenant_id = old.tenant_id AND object.id = old.id
                              RETURNING object.tenant_id, object.id, object.content_id),
                        f AS (INSERT INTO file (tenant_id, id, user_id, address, name, category, content_type, size,
                                                plain_sha256, content_id, object_id, uploaded_at)
                              SELECT tenant_id, ?, ?, ?, ?, ?, ?, ?, ?, content_id, id, sw_now() FROM o
                              RETURNING tenant_id, number, user_id, category, size),
                        c AS (INSERT INTO count_delta (tenant_id, user_id, category, files, bytes)
                              SELECT tenant_id, user_id, category, 1, size FROM f),
                        u AS (UPDATE usage SET charged = usage.charged + f.size - old.charged FROM old, f
                              WHERE usage.tenant_id = f.tenant_id AND old.charged <> f.size)
                        SELECT number FROM f
                        """,
                row -> row.number("number"),
                intent.tenantId(),
                intent.id(),
                intent.token(),
                AuthorityTable.parameter(authority),
                stored.header(),
                stored.size(),
                stored.sha256(),
                file.size(),
                file.id(),
                file.userId(),
                file.address(),
                file.name(),
                file.category(),
                file.contentType(),
                file.size(),
                file.sha256());
    }

    /** The number of a file whose settling may have been answered by a broken connection. */
    static Optional<Long> settledNumber(Sql sql, StoredFile file) {
        return sql.first(
                "SELECT number FROM file WHERE tenant_id = ? AND id = ?",
                row -> row.number("number"),
                file.tenantId(),
                file.id());
    }
}

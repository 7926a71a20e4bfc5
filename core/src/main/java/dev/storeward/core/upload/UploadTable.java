package dev.storeward.core.upload;

import dev.storeward.core.access.Authority;
import dev.storeward.core.access.AuthorityTable;
import dev.storeward.core.content.Pieces;
import dev.storeward.core.db.Sql;
import dev.storeward.core.file.AddressTable;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.object.ObjectIntent;
import dev.storeward.core.object.StoredForm;
import dev.storeward.core.upload.AddressClaim.Occupant;
import dev.storeward.core.upload.Settlement.Arrival;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The end of an upload as one statement. */
final class UploadTable {
    private UploadTable() {}

    /** The intent, while it is the caller's and may be settled; locked. */
    private static final String INTENT =
            """
            WITH old AS (SELECT tenant_id, id, charged FROM object
                         WHERE tenant_id = ? AND id = ? AND token = ? AND state = 'writing' AND
            """;

    private static final String REACHED =
            """
                           AND EXISTS (SELECT 1 FROM backend b WHERE b.location_id = object.location_id
                                       AND b.state IN ('active', 'retired'))
                         FOR UPDATE),
            """;

    private static final String LIVE =
            """
            o AS (UPDATE object SET state = 'live', header = ?, stored_size = ?, stored_sha256 = ?,
                                    charged = ?, multipart_id = NULL
            """;

    private static final String FILE =
            """
                  RETURNING object.tenant_id, object.id, object.content_id, object.pieces),
            f AS (INSERT INTO file (tenant_id, id, user_id, address, name, category, content_type, size,
                                    plain_sha256, md5, properties, content_id, object_id, uploaded_at, pieces)
                  SELECT tenant_id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, content_id, id, sw_now(),
                         nullif(octet_length(pieces) /
            """
                    + Pieces.PACKED_BYTES
                    + """
                          , 1) FROM o
                          RETURNING tenant_id, number, user_id, category, size),
                    """;

    /**
     * Makes the object live and the file visible, and corrects the charge to the real size, all or
     * nothing.
     *
     * @param arrival the file's number and time are decided here
     * @return the file's number; empty when the intent is no longer the caller's, its authority has
     *     ended, or the bucket can no longer be reached, and nothing was changed
     */
    static Optional<Long> settle(Sql sql, Arrival arrival) {
        Authority authority = arrival.authority();
        return sql.first(
                INTENT
                        + AuthorityTable.condition(authority)
                        + REACHED
                        + LIVE
                        + " FROM old WHERE object.tenant_id = old.tenant_id AND object.id = old.id\n"
                        + FILE
                        + """
                        c AS (INSERT INTO count_delta (tenant_id, user_id, category, files, bytes)
                              SELECT tenant_id, user_id, category, 1, size FROM f),
                        u AS (UPDATE usage SET charged = usage.charged + f.size - old.charged FROM old, f
                              WHERE usage.tenant_id = f.tenant_id AND old.charged <> f.size)
                        SELECT number FROM f
                        """,
                row -> row.number("number"),
                Stream.of(intent(arrival), stored(arrival), file(arrival))
                        .flatMap(List::stream)
                        .toArray());
    }

    /**
     * As {@link #settle(Sql, Arrival)}, where a file of the same user gives way, as the statement
     * saw it: its objects are doomed as by a delete, though a while later for who reads them, and
     * its size is refunded.
     *
     * @param objectId the object that the other file has
     * @return empty also when that file is gone, or has another object by now
     */
    static Optional<Long> replace(Sql sql, Arrival arrival, UUID objectId) {
        Authority authority = arrival.authority();
        StoredFile file = arrival.file();
        return sql.first(
                INTENT
                        + AuthorityTable.condition(authority)
                        + REACHED
                        + """
                        gone AS (DELETE FROM file USING old
                                 WHERE file.tenant_id = old.tenant_id AND file.address = ?
                                   AND file.user_id = ? AND file.object_id = ?
                                 RETURNING file.tenant_id, file.user_id, file.category, file.size,
                                           file.object_id, file.content_id),
                        """
                        + LIVE
                        + " FROM old, gone WHERE object.tenant_id = old.tenant_id AND object.id = old.id\n"
                        + FILE
                        + """
                        d AS (UPDATE object SET state = 'doomed', purge_after = sw_now() + interval '10 minutes'
                              FROM gone WHERE object.tenant_id = gone.tenant_id AND object.id = gone.object_id),
                        s AS (UPDATE object SET purge_after = least(purge_after, sw_now() + interval '10 minutes')
                              FROM gone WHERE object.tenant_id = gone.tenant_id
                                AND object.content_id = gone.content_id
                                AND object.state = 'doomed' AND object.passes = 0),
                        c AS (INSERT INTO count_delta (tenant_id, user_id, category, files, bytes)
                              SELECT tenant_id, user_id, category, 1, size FROM f
                              UNION ALL SELECT tenant_id, user_id, category, -1, -size FROM gone),
                        u AS (UPDATE usage SET charged = usage.charged + f.size - old.charged - gone.size
                              FROM old, f, gone
                              WHERE usage.tenant_id = f.tenant_id AND old.charged + gone.size <> f.size)
                        SELECT number FROM f
                        """,
                row -> row.number("number"),
                Stream.of(
                                intent(arrival),
                                List.of(file.address(), file.userId(), objectId),
                                stored(arrival),
                                file(arrival))
                        .flatMap(List::stream)
                        .toArray());
    }

    private static List<@Nullable Object> intent(Arrival arrival) {
        ObjectIntent intent = arrival.intent();
        return List.of(
                intent.tenantId(),
                intent.id(),
                intent.token(),
                AuthorityTable.parameter(arrival.authority()));
    }

    private static List<@Nullable Object> stored(Arrival arrival) {
        StoredForm stored = arrival.stored();
        return Arrays.asList(
                stored.header(), stored.size(), stored.sha256(), arrival.file().size());
    }

    private static List<@Nullable Object> file(Arrival arrival) {
        StoredFile file = arrival.file();
        return Arrays.asList(
                file.id(),
                file.userId(),
                file.address(),
                file.name(),
                file.category(),
                file.contentType(),
                file.size(),
                file.sha256(),
                file.md5().isEmpty() ? null : file.md5(),
                arrival.more().kept());
    }

    /** The file at an address, and its object. */
    static Optional<Occupant> occupant(Sql sql, UUID tenantId, String address) {
        return AddressTable.atAddress(sql, tenantId, address, Occupant::new);
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

package dev.storeward.core.migration.manifest;

import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.Migration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what a migration moved. */
final class ManifestTable {
    private ManifestTable() {}

    /**
     * A migration as its manifest begins.
     *
     * @param others what became of the files that were not moved, as it is counted
     * @param parts in which its manifest is kept; 0 when it is written from items
     */
    record Moved(
            UUID id,
            UUID tenantId,
            Migration.State state,
            @Nullable UUID rollbackOf,
            UUID targetLocation,
            Instant startedAt,
            @Nullable Instant endedAt,
            Others others,
            int parts) {}

    /** How many files went from one place to another, and their stored bytes. */
    record Way(UUID from, UUID to, long files, long bytes) {}

    /** What became of the files that were not moved. */
    record Others(long skipped, long failed) {}

    /**
     * A place.
     *
     * @param endpoint empty for the operator's own
     * @param bucket empty for a folder, whose path is the operator's business
     */
    record Place(UUID id, String connector, String endpoint, String bucket, String prefix) {}

    /**
     * A file that was moved.
     *
     * @param pieceSizes of a content in pieces; null for one stream
     */
    record Line(
            UUID fileId,
            long size,
            byte[] sha256,
            @Nullable String pieceSizes,
            UUID from,
            String fromKey,
            UUID to,
            String toKey,
            Instant verifiedAt) {}

    static Optional<Moved> find(Sql sql, UUID id) {
        return sql.first(
                """
                SELECT id, tenant_id, state, rollback_of, target_location_id, started_at, completed_at,
                       s.skipped, s.failed, coalesce(manifest_parts, 0) AS parts
                FROM migration m, LATERAL (
                  SELECT coalesce(sum(skipped_files), 0) AS skipped, coalesce(sum(failed_files), 0) AS failed
                  FROM migration_slot WHERE tenant_id = m.tenant_id AND migration_id = m.id) s
                WHERE id = ?
                """,
                row ->
                        new Moved(
                                row.uuid("id"),
                                row.uuid("tenant_id"),
                                row.constant("state", Migration.State.class),
                                row.uuidOrNull("rollback_of"),
                                row.uuid("target_location_id"),
                                row.time("started_at"),
                                row.timeOrNull("completed_at"),
                                new Others(row.number("skipped"), row.number("failed")),
                                Math.toIntExact(row.number("parts"))),
                id);
    }

    /**
     * How many files of a page went one way.
     *
     * @param last file of the page
     */
    record Tally(UUID last, Way way) {}

    /** How a page of files behind one moved; empty behind the last page. */
    static List<Tally> tally(Sql sql, Moved moved, UUID after, int limit) {
        return sql.list(
                """
                WITH page AS MATERIALIZED (
                  SELECT file_id, from_location, coalesce(to_location, ?) AS to_location, stored_size
                  FROM migration_item
                  WHERE tenant_id = ? AND migration_id = ? AND file_id > ? AND state = 'migrated'
                  ORDER BY file_id LIMIT ?)
                SELECT (SELECT file_id FROM page ORDER BY file_id DESC LIMIT 1) AS last, from_location,
                       to_location, count(*) AS files, coalesce(sum(stored_size), 0) AS bytes
                FROM page GROUP BY from_location, to_location
                """,
                row ->
                        new Tally(
                                row.uuid("last"),
                                new Way(
                                        row.uuid("from_location"),
                                        row.uuid("to_location"),
                                        row.number("files"),
                                        row.number("bytes"))),
                moved.targetLocation(),
                moved.tenantId(),
                moved.id(),
                after,
                limit);
    }

    static List<Place> places(Sql sql, List<UUID> ids) {
        return sql.list(
                """
                SELECT id, connector,
                       CASE WHEN connector = 'filesystem' OR owner_tenant_id IS NULL THEN '' ELSE endpoint END AS endpoint,
                       CASE WHEN connector = 'filesystem' THEN '' ELSE bucket END AS bucket,
                       CASE WHEN connector = 'filesystem' THEN '' ELSE prefix END AS prefix
                FROM location WHERE id = ANY (?::uuid[]) ORDER BY id
                """,
                row ->
                        new Place(
                                row.uuid("id"),
                                row.text("connector"),
                                row.text("endpoint"),
                                row.text("bucket"),
                                row.text("prefix")),
                ids);
    }

    static List<Line> lines(Sql sql, Moved moved, UUID after, int limit) {
        return sql.list(
                """
                SELECT file_id, stored_size, stored_sha256, piece_sizes, from_location, from_key,
                       coalesce(to_location, ?) AS to_location, to_key, ended_at
                FROM migration_item
                WHERE tenant_id = ? AND migration_id = ? AND file_id > ? AND state = 'migrated'
                ORDER BY file_id LIMIT ?
                """,
                ManifestTable::line,
                moved.targetLocation(),
                moved.tenantId(),
                moved.id(),
                after,
                limit);
    }

    private static Line line(Row row) {
        return new Line(
                row.uuid("file_id"),
                row.number("stored_size"),
                row.bytes("stored_sha256"),
                row.textOrNull("piece_sizes"),
                row.uuid("from_location"),
                row.text("from_key"),
                row.uuid("to_location"),
                row.text("to_key"),
                row.time("ended_at"));
    }
}

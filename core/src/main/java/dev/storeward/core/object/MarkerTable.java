package dev.storeward.core.object;

import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is known of a location's marker, and whose marker it should be. One statement each. */
final class MarkerTable {
    private MarkerTable() {}

    /**
     * This installation at a location.
     *
     * @param run the life of the cluster; null before the first start has made one
     * @param undecided whether this may be a copy, which removes nothing
     * @param leftTo the installation the place was left to; null for ours
     * @param seen what another run's marker said last; null for none
     * @param seenAt since when it says so
     * @param frozenBy the run that purges here instead of ours; null for none
     */
    record Standing(
            UUID installation,
            @Nullable UUID run,
            boolean undecided,
            @Nullable UUID leftTo,
            @Nullable String seen,
            @Nullable Instant seenAt,
            @Nullable UUID frozenBy) {}

    static Optional<Standing> standing(Sql sql, UUID locationId) {
        return sql.first(
                """
                SELECT i.id, i.run, i.found_fingerprint IS NOT NULL AS undecided,
                       l.left_to, l.marker_seen, l.marker_seen_at, l.frozen_by
                FROM installation i, location l WHERE l.id = ?
                """,
                MarkerTable::standing,
                locationId);
    }

    private static Standing standing(Row row) {
        return new Standing(
                row.uuid("id"),
                row.uuidOrNull("run"),
                row.flag("undecided"),
                row.uuidOrNull("left_to"),
                row.textOrNull("marker_seen"),
                row.timeOrNull("marker_seen_at"),
                row.uuidOrNull("frozen_by"));
    }

    static boolean undecided(Sql sql) {
        return sql.first(
                        "SELECT 1 FROM installation WHERE found_fingerprint IS NOT NULL",
                        row -> true)
                .isPresent();
    }

    static boolean isLeft(Sql sql, UUID locationId) {
        return sql.first(
                        "SELECT 1 FROM location WHERE id = ? AND left_to IS NOT NULL",
                        row -> true,
                        locationId)
                .isPresent();
    }

    /** Freezes a location for another run's marker, which says something new. */
    static void freeze(Sql sql, UUID locationId, UUID run, String seen, Instant at) {
        sql.update(
                """
                UPDATE location SET frozen_by = ?, marker_seen = ?, marker_seen_at = ?,
                       frozen_at = CASE WHEN frozen_by = ? THEN frozen_at ELSE ? END
                WHERE id = ?
                """,
                run,
                seen,
                at,
                run,
                at,
                locationId);
    }

    static void thaw(Sql sql, UUID locationId) {
        sql.update(
                """
                UPDATE location SET frozen_by = NULL, frozen_at = NULL,
                       marker_seen = NULL, marker_seen_at = NULL
                WHERE id = ?
                """,
                locationId);
    }

    /** Locations that are reached through a backend and are ours, in pages by id. */
    static List<UUID> ours(Sql sql, UUID after, int limit) {
        return sql.list(
                """
                SELECT l.id FROM location l
                WHERE l.id > ? AND l.left_to IS NULL
                  AND EXISTS (SELECT 1 FROM backend b WHERE b.location_id = l.id AND b.state IN ('active', 'retired'))
                ORDER BY l.id LIMIT ?
                """,
                row -> row.uuid("id"),
                after,
                limit);
    }
}

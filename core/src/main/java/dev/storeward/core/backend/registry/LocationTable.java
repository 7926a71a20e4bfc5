package dev.storeward.core.backend.registry;

import dev.storeward.core.Problem;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.store.Connector.Place;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Places that no other place contains, or is contained in. */
final class LocationTable {
    private static final long LOCK = 0x73775f706c616365L;

    private LocationTable() {}

    /** Lets one registration after the other look for overlaps, until the transaction ends. */
    static void lock(Sql sql) {
        sql.first("SELECT pg_advisory_xact_lock(?)", row -> true, LOCK);
    }

    /**
     * The location of a place, made when there is none. Needs {@link #lock}.
     *
     * @throws dev.storeward.core.ProblemException {@code AlreadyExists} when the place overlaps
     *     another that is in use, or is somebody else's
     */
    static UUID findOrCreate(Sql sql, @Nullable UUID owner, String connector, Place place) {
        requireFree(sql, owner, place);
        Optional<Location> known =
                sql.first(
                        """
                        SELECT id, owner_tenant_id, endpoint, bucket, prefix FROM location
                        WHERE endpoint = ? AND bucket = ? AND prefix = ?
                        """,
                        LocationTable::location,
                        place.endpoint(),
                        place.bucket(),
                        place.prefix());
        if (known.isPresent()) {
            UUID id = known.get().id();
            if (!Objects.equals(known.get().ownerTenantId(), owner)) {
                // Nothing ever lay there and nobody uses it, as was checked: it changes hands.
                sql.update("UPDATE location SET owner_tenant_id = ? WHERE id = ?", owner, id);
            }
            return id;
        }
        UUID id = Ids.next();
        sql.update(
                """
                INSERT INTO location (id, owner_tenant_id, connector, endpoint, bucket, prefix,
                                      created_at)
                VALUES (?, ?, ?, ?, ?, ?, sw_now())
                """,
                id,
                owner,
                connector,
                place.endpoint(),
                place.bucket(),
                place.prefix());
        return id;
    }

    /**
     * Passes a place that overlaps nothing but itself in the same hands.
     *
     * @throws dev.storeward.core.ProblemException {@code AlreadyExists}
     */
    private static void requireFree(Sql sql, @Nullable UUID owner, Place place) {
        for (Location other : overlapping(sql, place)) {
            boolean same = other.place().equals(place);
            if (!same || !Objects.equals(other.ownerTenantId(), owner)) {
                throw new Problem.AlreadyExists(
                                "settings",
                                "This place overlaps one that is registered already: "
                                        + "choose another bucket, or a prefix beside the other's.")
                        .asException();
            }
        }
    }

    /** The places in use that contain the given one or lie in it, compared by whole segments. */
    private static List<Location> overlapping(Sql sql, Place place) {
        // A folder is its own bucket and may lie in another one, so bucket and prefix count as one
        // path; the buckets of object stores hold no separator.
        String path = path(place);
        return sql.list(
                """
                SELECT l.id, l.owner_tenant_id, l.endpoint, l.bucket, l.prefix
                FROM location l,
                  LATERAL (SELECT l.bucket || '/' ||
                             CASE WHEN l.prefix = '' THEN '' ELSE l.prefix || '/' END AS path) p
                WHERE l.endpoint = ? AND (starts_with(p.path, ?) OR starts_with(?, p.path))
                  AND (l.owner_tenant_id IS NULL
                    OR EXISTS (SELECT FROM backend b WHERE b.location_id = l.id
                                AND b.state IN ('active', 'retired'))
                    OR EXISTS (SELECT FROM object o WHERE o.tenant_id = l.owner_tenant_id
                                AND o.location_id = l.id))
                LIMIT 10
                """,
                LocationTable::location,
                place.endpoint(),
                path,
                path);
    }

    private static String path(Place place) {
        return place.bucket() + "/" + (place.prefix().isEmpty() ? "" : place.prefix() + "/");
    }

    private static Location location(dev.storeward.core.db.Row row) {
        return new Location(
                row.uuid("id"),
                row.uuidOrNull("owner_tenant_id"),
                new Place(row.text("endpoint"), row.text("bucket"), row.text("prefix")));
    }
}

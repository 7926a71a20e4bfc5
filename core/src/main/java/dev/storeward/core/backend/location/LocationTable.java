package dev.storeward.core.backend.location;

import dev.storeward.core.Problem;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.store.connector.Connector.Place;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Places that no other place contains, or is contained in. */
public final class LocationTable {
    private static final long LOCK = 0x73775f706c616365L;

    private static final Pattern ADDRESS = Pattern.compile("[a-z]+://[\\[0-9]");

    private LocationTable() {}

    /**
     * Who wants which place.
     *
     * @param owner null for the operator
     * @param knowsOthers whether the place was proven, or who asks may know every place: nobody
     *     else learns which places are in use, or is kept from naming one
     */
    public record Claim(@Nullable UUID owner, String connector, Place place, boolean knowsOthers) {}

    /** Lets one registration after the other look for overlaps, until the transaction ends. */
    public static void lock(Sql sql) {
        sql.first("SELECT pg_advisory_xact_lock(?)", row -> true, LOCK);
    }

    /**
     * The owner's location of a place, made when there is none. Needs {@link #lock}.
     *
     * @throws dev.storeward.core.ProblemException {@code AlreadyExists} when the place overlaps
     *     another that the caller may be told of
     */
    public static UUID findOrCreate(Sql sql, Claim claim) {
        requireFree(sql, claim);
        Place place = claim.place();
        return sql.first(
                        """
                        SELECT id FROM location
                        WHERE endpoint = ANY (?) AND bucket = ? AND prefix = ?
                          AND owner_tenant_id IS NOT DISTINCT FROM ?
                        ORDER BY created_at, id LIMIT 1
                        """,
                        row -> row.uuid("id"),
                        spellings(sql, place),
                        place.bucket(),
                        place.prefix(),
                        claim.owner())
                .orElseGet(() -> create(sql, claim));
    }

    private static UUID create(Sql sql, Claim claim) {
        UUID id = Ids.next();
        sql.update(
                """
                INSERT INTO location (id, owner_tenant_id, connector, endpoint, bucket, prefix,
                                      created_at)
                VALUES (?, ?, ?, ?, ?, ?, sw_now())
                """,
                id,
                claim.owner(),
                claim.connector(),
                claim.place().endpoint(),
                claim.place().bucket(),
                claim.place().prefix());
        return id;
    }

    /**
     * Passes a place that overlaps nothing but itself in the same hands. Needs {@link #lock}.
     *
     * @throws dev.storeward.core.ProblemException {@code AlreadyExists}
     */
    public static void requireFree(Sql sql, Claim claim) {
        for (Location other : overlapping(sql, claim)) {
            boolean own = Objects.equals(other.ownerTenantId(), claim.owner());
            boolean told = own ? !other.place().equals(claim.place()) : claim.knowsOthers();
            if (told && (own || other.held())) {
                throw new Problem.AlreadyExists(
                                "settings",
                                "This place overlaps one that is registered already: "
                                        + "choose another bucket, or a prefix beside the other's.")
                        .asException();
            }
        }
    }

    /** The places of others that overlap a proven one, were never proven and hold no file. */
    public static List<UUID> yielding(Sql sql, Claim claim) {
        return overlapping(sql, claim).stream()
                .filter(other -> !Objects.equals(other.ownerTenantId(), claim.owner()))
                .filter(other -> !other.held() && !other.occupied())
                .map(Location::id)
                .toList();
    }

    /**
     * The places in use that contain the given one or lie in it, compared by whole segments; the
     * held ones first, of which one decides.
     */
    private static List<Location> overlapping(Sql sql, Claim claim) {
        // A folder is its own bucket and may lie in another one, so bucket and prefix count as one
        // path; the buckets of object stores hold no separator and are compared as they are.
        String path = path(claim.place());
        String bucket = claim.place().bucket();
        return sql.list(
                """
                SELECT l.id, l.owner_tenant_id, l.endpoint, l.bucket, l.prefix, held.held,
                       held.occupied
                FROM location l,
                  LATERAL (SELECT l.bucket || '/' ||
                             CASE WHEN l.prefix = '' THEN '' ELSE l.prefix || '/' END AS path) p,
                  LATERAL (SELECT EXISTS (SELECT FROM object o
                                           WHERE o.tenant_id = l.owner_tenant_id
                                             AND o.location_id = l.id) AS objects,
                                  EXISTS (SELECT FROM object o
                                           WHERE o.tenant_id = l.owner_tenant_id
                                             AND o.location_id = l.id
                                             AND o.state = 'live') AS occupied,
                                  EXISTS (SELECT FROM backend b
                                           WHERE b.location_id = l.id AND b.proven
                                             AND b.state IN ('active', 'retired')) AS reached,
                                  EXISTS (SELECT FROM backend b
                                           WHERE b.location_id = l.id AND b.proven) AS proven) use,
                  LATERAL (SELECT l.owner_tenant_id IS NULL OR use.reached
                                    OR (use.proven AND use.objects) AS held,
                                  use.occupied) held
                WHERE l.endpoint = ANY (?) AND (l.bucket = ? OR starts_with(?, '/'))
                  AND (starts_with(p.path, ?) OR starts_with(?, p.path))
                  AND (held.held
                    OR EXISTS (SELECT FROM backend b WHERE b.location_id = l.id
                                AND b.state IN ('active', 'retired')))
                ORDER BY held.held DESC, l.id LIMIT 1000
                """,
                LocationTable::location,
                spellings(sql, claim.place()),
                bucket,
                bucket,
                path,
                path);
    }

    /**
     * The endpoints of rows that are this place's. Rows older than the one form of addresses keep
     * what they were written with.
     */
    private static List<String> spellings(Sql sql, Place place) {
        if (!ADDRESS.matcher(place.endpoint()).lookingAt()) {
            return List.of(place.endpoint());
        }
        return Stream.concat(
                        Stream.of(place.endpoint()),
                        sql
                                .list(
                                        """
                                        SELECT DISTINCT endpoint FROM location
                                        WHERE endpoint LIKE '%://[%' OR endpoint LIKE '%://localhost%'
                                        """,
                                        row -> row.text("endpoint"))
                                .stream()
                                .filter(kept ->
                                        new Place(kept, "", "")
                                                .endpoint()
                                                .equals(place.endpoint())))
                .distinct()
                .toList();
    }

    private static String path(Place place) {
        return place.bucket() + "/" + (place.prefix().isEmpty() ? "" : place.prefix() + "/");
    }

    private static Location location(dev.storeward.core.db.Row row) {
        return new Location(
                row.uuid("id"),
                row.uuidOrNull("owner_tenant_id"),
                new Place(row.text("endpoint"), row.text("bucket"), row.text("prefix")),
                row.flag("held"),
                row.flag("occupied"));
    }
}

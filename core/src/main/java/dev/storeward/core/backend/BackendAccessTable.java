package dev.storeward.core.backend;

import dev.storeward.core.db.Sql;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a location is reached; other features' tables read it together with their own rows. */
public final class BackendAccessTable {
    /**
     * Joins the backend through which a location is reached: one that proved itself before one that
     * never did, an active one before a retired one, a new one before an old one. Expects the
     * location's id as {@code place.location_id}; its columns begin with {@code b_}, as {@link
     * BackendAccess#of} reads them.
     */
    public static final String JOIN =
            """
            LEFT JOIN LATERAL (
              SELECT b.id AS b_id, b.tenant_id AS b_tenant_id, b.name AS b_name, b.connector AS b_connector,
                     b.credential_version AS b_version, b.revision AS b_revision
              FROM backend b
              WHERE b.location_id = place.location_id AND b.state IN ('active', 'retired')
              ORDER BY b.proven DESC, (b.state = 'active') DESC, b.created_at DESC LIMIT 1) access ON true
            """;

    private BackendAccessTable() {}

    /**
     * The way to a location.
     *
     * @param access null when no backend reaches it any more
     */
    public record Reach(String bucket, @Nullable BackendAccess access) {}

    /** The way to a location that exists, as it is now. */
    public static Reach reach(Sql sql, UUID locationId) {
        return sql.one(
                """
                SELECT l.bucket, access.* FROM (SELECT ?::uuid AS location_id) place
                JOIN location l ON l.id = place.location_id
                """
                        + JOIN,
                row -> new Reach(row.text("bucket"), BackendAccess.of(row)),
                locationId);
    }

    /**
     * The way to a location as it was at a version.
     *
     * @param version as in {@code location_reach}: goes up with each change that is committed
     */
    record VersionedReach(long version, Reach reach) {}

    /** As {@link #reach}, with the version that it has. */
    static VersionedReach versionedReach(Sql sql, UUID locationId) {
        return sql.one(
                """
                SELECT place.version, l.bucket, access.* FROM location_reach place
                JOIN location l ON l.id = place.location_id
                """
                        + JOIN
                        + " WHERE place.location_id = ?",
                row ->
                        new VersionedReach(
                                row.number("version"),
                                new Reach(row.text("bucket"), BackendAccess.of(row))),
                locationId);
    }

    /**
     * What is kept of a backend beside its row's plain columns.
     *
     * @param settings the open half of its specification, as JSON
     * @param profile what it was proven to do, as JSON
     */
    record Kept(String settings, String profile) {}

    static Optional<Kept> kept(Sql sql, UUID backendId) {
        return sql.first(
                "SELECT settings::text AS settings, profile::text AS profile FROM backend WHERE id = ?",
                row -> new Kept(row.text("settings"), row.text("profile")),
                backendId);
    }
}

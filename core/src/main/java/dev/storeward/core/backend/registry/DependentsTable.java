package dev.storeward.core.backend.registry;

import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.UUID;

/** What depends on backends. */
final class DependentsTable {
    private static final int COUNTED = 1000;

    private DependentsTable() {}

    /**
     * What depends on a backend.
     *
     * @param objects files' objects only this backend reaches, at most one above {@value #COUNTED}
     * @param awaitingPurge whether deleted objects must still be removed through it
     * @param placement whether it is where new files go
     */
    record Dependents(long objects, boolean awaitingPurge, boolean placement) {
        boolean none() {
            return objects == 0 && !placement;
        }

        String sentence() {
            String files =
                    objects > COUNTED
                            ? "more than " + COUNTED + " files lie on it"
                            : objects + (objects == 1 ? " file lies on it" : " files lie on it");
            if (objects == 0) {
                return "new files go to it";
            }
            return placement ? files + " and new files go to it" : files;
        }
    }

    static Dependents of(Sql sql, Backend backend) {
        return sql.one(
                """
                SELECT
                  CASE WHEN EXISTS (SELECT FROM backend b WHERE b.location_id = own.location_id
                                     AND b.id <> own.id AND b.proven
                                     AND b.state IN ('active', 'retired'))
                    THEN 0
                    ELSE (SELECT count(*) FROM (SELECT FROM object o
                           WHERE o.tenant_id = own.tenant_id AND o.location_id = own.location_id
                             AND o.state IN ('writing', 'live') LIMIT ?) live) END AS objects,
                  EXISTS (SELECT FROM object o WHERE o.tenant_id = own.tenant_id
                           AND o.location_id = own.location_id
                           AND o.state IN ('doomed', 'purging')) AS awaiting_purge,
                  EXISTS (SELECT FROM placement p WHERE p.backend_id = own.id) AS placement
                FROM backend own WHERE own.id = ?
                """,
                row ->
                        new Dependents(
                                row.number("objects"),
                                row.flag("awaiting_purge"),
                                row.flag("placement")),
                COUNTED + 1,
                backend.id());
    }

    /** The retired backends of tenants on whose places nothing is left. */
    static List<UUID> emptyRetired(Sql sql, int limit) {
        return sql.list(
                """
                SELECT b.id FROM backend b
                WHERE b.state = 'retired' AND b.tenant_id IS NOT NULL
                  AND NOT EXISTS (SELECT FROM object o WHERE o.tenant_id = b.tenant_id
                                   AND o.location_id = b.location_id AND o.state <> 'purged')
                LIMIT ? FOR UPDATE SKIP LOCKED
                """,
                row -> row.uuid("id"),
                limit);
    }
}

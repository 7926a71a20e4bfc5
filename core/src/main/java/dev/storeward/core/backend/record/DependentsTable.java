package dev.storeward.core.backend.record;

import dev.storeward.core.backend.Backend;
import dev.storeward.core.db.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What depends on backends. */
public final class DependentsTable {
    private static final int COUNTED = 1000;

    private DependentsTable() {}

    /**
     * What depends on a backend.
     *
     * @param objects files' objects only this backend reaches, at most one above {@value #COUNTED}
     * @param awaitingPurge whether deleted objects must still be removed through it
     * @param placement whether it is where new files go
     * @param rules whether rules of the placement name it
     */
    public record Dependents(
            long objects, boolean awaitingPurge, boolean placement, boolean rules) {
        public boolean none() {
            return objects == 0 && !placement && !rules;
        }

        public String sentence() {
            List<String> all = new ArrayList<>();
            if (objects > COUNTED) {
                all.add("more than " + COUNTED + " files lie on it");
            } else if (objects > 0) {
                all.add(objects + (objects == 1 ? " file lies on it" : " files lie on it"));
            }
            if (placement) {
                all.add("new files go to it");
            }
            if (rules) {
                all.add("rules of the placement name it");
            }
            return String.join(" and ", all);
        }
    }

    public static Dependents of(Sql sql, Backend backend) {
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
                  EXISTS (SELECT FROM placement p WHERE p.backend_id = own.id) AS placement,
                  EXISTS (SELECT FROM placement p
                           WHERE p.tenant_id = coalesce(own.tenant_id, own.dedicated_to)
                             AND p.rules @> jsonb_build_array(jsonb_build_object('backend_id', own.id))) AS rules
                FROM backend own WHERE own.id = ?
                """,
                row ->
                        new Dependents(
                                row.number("objects"),
                                row.flag("awaiting_purge"),
                                row.flag("placement"),
                                row.flag("rules")),
                COUNTED + 1,
                backend.id());
    }

    /** The retired backends of tenants on whose places nothing is left. */
    public static List<UUID> emptyRetired(Sql sql, int limit) {
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

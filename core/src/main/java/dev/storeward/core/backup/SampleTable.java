package dev.storeward.core.backup;

import dev.storeward.core.db.Sql;
import dev.storeward.store.ObjectKey;
import java.util.List;
import java.util.UUID;

/** Objects of some tenants. Each method is one statement. */
final class SampleTable {
    private SampleTable() {}

    /** A live object by the database. */
    record Listed(UUID location, ObjectKey key, long size) {}

    /** The newest objects of tenants taken at random, read from the end of each tenant's index. */
    static List<Listed> newest(Sql sql, int tenants, int each) {
        return sql.list(
                """
                SELECT o.location_id, o.key, o.stored_size
                FROM (SELECT id FROM tenant ORDER BY random() LIMIT ?) t,
                  LATERAL (SELECT location_id, key, stored_size FROM object
                           WHERE tenant_id = t.id AND state = 'live' ORDER BY id DESC LIMIT ?) o
                ORDER BY o.location_id
                """,
                row ->
                        new Listed(
                                row.uuid("location_id"),
                                new ObjectKey(row.text("key")),
                                row.number("stored_size")),
                tenants,
                each);
    }
}

package dev.storeward.core.quota;

import dev.storeward.core.db.Sql;

/**
 * How much a tenant has at each location, as it is kept; triggers of the table of files append what
 * changes. Each method is one statement.
 */
final class PlaceTable {
    private PlaceTable() {}

    /** Folds what was appended; answers how many rows it took. */
    static int fold(Sql sql, int limit) {
        return Math.toIntExact(
                sql.one(
                        """
                        WITH taken AS (
                          DELETE FROM place_delta WHERE (tenant_id, id) IN (
                            SELECT tenant_id, id FROM place_delta LIMIT ? FOR UPDATE SKIP LOCKED)
                          RETURNING tenant_id, location_id, files, bytes),
                        folded AS (
                          INSERT INTO place_base (tenant_id, location_id, files, bytes)
                          SELECT d.tenant_id, d.location_id, sum(d.files), sum(d.bytes)
                          FROM taken d JOIN tenant t ON t.id = d.tenant_id
                          GROUP BY d.tenant_id, d.location_id
                          ORDER BY d.tenant_id, d.location_id
                          ON CONFLICT (tenant_id, location_id) DO UPDATE
                          SET files = place_base.files + excluded.files,
                              bytes = place_base.bytes + excluded.bytes)
                        SELECT count(*) AS taken FROM taken
                        """,
                        row -> row.number("taken"),
                        limit));
    }
}

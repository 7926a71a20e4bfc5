package dev.storeward.core.file;

import dev.storeward.core.db.Sql;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The end of a file's row, and of every object of its content. */
final class DeletionTable {
    private DeletionTable() {}

    /**
     * Deletes a file, dooms every object of its content and refunds its size. One statement does
     * all of it, or nothing, with an asynchronous commit: the caller takes the barrier before it
     * answers.
     *
     * @return the object it pointed to; empty when there is no such file
     */
    static Optional<UUID> delete(Sql sql, UUID tenantId, UUID userId, String address) {
        Optional<Hidden> hidden = hide(sql, tenantId, userId, address);
        while (hidden.isPresent() && hidden.get().objectId() == null) {
            // It moved in this moment: what the statement saw is no longer so.
            hidden = hide(sql, tenantId, userId, address);
        }
        return hidden.map(Hidden::objectId);
    }

    /**
     * A file that was found.
     *
     * @param objectId null when it changed meanwhile, and nothing was done
     */
    private record Hidden(@Nullable UUID objectId) {}

    /**
     * Deletes a file only as the statement saw it: the objects of its content are what it sees as
     * well, the sources of its moves included, which wait for their purge: those that are due as
     * well, which may be kept for good in this moment. They come before the tenant's usage row,
     * which is locked last.
     */
    private static Optional<Hidden> hide(Sql sql, UUID tenantId, UUID userId, String address) {
        return sql.first(
                """
                WITH s AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
                seen AS MATERIALIZED (
                  SELECT file.id, file.object_id FROM file, s
                  WHERE tenant_id = ? AND address = ? AND user_id = ?),
                f AS (DELETE FROM file USING seen
                      WHERE file.tenant_id = ? AND file.id = seen.id AND file.object_id = seen.object_id
                        AND file.address = ? AND file.user_id = ?
                      RETURNING file.tenant_id, file.id, file.object_id, file.content_id, file.user_id,
                                file.category, file.size),
                o AS (UPDATE object SET state = 'doomed', purge_after = sw_now() FROM f
                      WHERE object.tenant_id = f.tenant_id AND object.id = f.object_id
                      RETURNING object.id),
                old AS (UPDATE object SET purge_after = least(purge_after, sw_now()) FROM f
                        WHERE object.tenant_id = f.tenant_id AND object.content_id = f.content_id
                          AND object.state = 'doomed' AND object.passes = 0
                        RETURNING object.id),
                u AS (UPDATE usage SET charged = charged - f.size FROM f WHERE usage.tenant_id = f.tenant_id),
                c AS (INSERT INTO count_delta (tenant_id, user_id, category, files, bytes)
                      SELECT tenant_id, user_id, category, -1, -size FROM f)
                SELECT f.object_id, (SELECT count(*) FROM o) + (SELECT count(*) FROM old) AS objects
                FROM seen LEFT JOIN f ON f.id = seen.id
                """,
                row -> new Hidden(row.uuidOrNull("object_id")),
                tenantId,
                address,
                userId,
                tenantId,
                address,
                userId);
    }
}

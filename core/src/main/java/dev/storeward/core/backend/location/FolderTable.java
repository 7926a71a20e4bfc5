package dev.storeward.core.backend.location;

import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Places that are folders of this machine. Each method is one statement. */
final class FolderTable {
    private FolderTable() {}

    /** A folder that is a place of its own. */
    record Folder(UUID location, String path) {}

    /** Where the data folder lay at the last start; empty before the first. */
    static Optional<String> dataFolder(Sql sql) {
        return sql.first(
                        "SELECT coalesce(data_folder, '') AS folder FROM installation",
                        row -> row.text("folder"))
                .filter(folder -> !folder.isEmpty());
    }

    static void recordDataFolder(Sql sql, String folder) {
        sql.update(
                "UPDATE installation SET data_folder = ? WHERE data_folder IS DISTINCT FROM ?",
                folder,
                folder);
    }

    /** A page of the folders below another, by id; read through the index of places. */
    static List<Folder> below(Sql sql, String parent, UUID after, int limit) {
        return sql.list(
                """
                SELECT id, bucket FROM location
                WHERE endpoint = 'file' AND starts_with(bucket, ?) AND id > ?
                ORDER BY id LIMIT ?
                """,
                row -> new Folder(row.uuid("id"), row.text("bucket")),
                parent + "/",
                after,
                limit);
    }

    static void move(Sql sql, UUID location, String path) {
        sql.update("UPDATE location SET bucket = ? WHERE id = ?", path, location);
        sql.update(
                """
                UPDATE backend SET settings = jsonb_set(settings, '{path}', to_jsonb(?::text)),
                       revision = revision + 1, updated_at = sw_now()
                WHERE location_id = ? AND connector = 'filesystem'
                """,
                path,
                location);
    }

    /**
     * The folder places in which a tenant has a file, by path, as the figures of places have it:
     * what was deleted there, by the million perhaps, is not waded through.
     */
    static List<String> inUse(Sql sql, int limit) {
        return sql.list(
                """
                SELECT l.bucket FROM location l
                WHERE l.endpoint = 'file' AND l.id IN (
                  SELECT location_id FROM (
                    SELECT tenant_id, location_id, files FROM place_base
                    UNION ALL
                    SELECT tenant_id, location_id, files FROM place_delta) kept
                  GROUP BY tenant_id, location_id HAVING sum(files) > 0)
                ORDER BY l.bucket LIMIT ?
                """,
                row -> row.text("bucket"),
                limit);
    }
}

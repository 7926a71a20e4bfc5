package dev.storeward.core.migration;

import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what is reported of migrations beside their state: items, history and counts. */
final class ReportTable {
    private ReportTable() {}

    static List<MigrationItem> items(
            Sql sql, Migration m, MigrationItem.@Nullable State state, UUID after, int limit) {
        List<@Nullable Object> parameters = new ArrayList<>();
        parameters.add(m.tenantId());
        parameters.add(m.id());
        parameters.add(after);
        if (state != null) {
            parameters.add(state);
        }
        parameters.add(limit);
        return sql.list(
                """
                SELECT i.file_id, coalesce(f.address, '') AS address, i.state, i.size, i.attempts,
                       i.code, i.message, i.ended_at
                FROM migration_item i LEFT JOIN file f ON f.tenant_id = i.tenant_id AND f.id = i.file_id
                WHERE i.tenant_id = ? AND i.migration_id = ? AND i.file_id > ?
                """
                        + (state == null ? "" : " AND i.state = ?")
                        + " ORDER BY i.file_id LIMIT ?",
                ReportTable::item,
                parameters.toArray());
    }

    private static MigrationItem item(Row row) {
        return new MigrationItem(
                row.uuid("file_id"),
                row.text("address"),
                row.constant("state", MigrationItem.State.class),
                row.number("size"),
                Math.toIntExact(row.number("attempts")),
                row.text("code"),
                row.text("message"),
                row.timeOrNull("ended_at"));
    }

    static MigrationStatistics statistics(Sql sql) {
        Map<Migration.State, Long> byState = new EnumMap<>(Migration.State.class);
        sql.list(
                        "SELECT state, count(*) AS migrations FROM migration GROUP BY state LIMIT 100",
                        row ->
                                Map.entry(
                                        row.constant("state", Migration.State.class),
                                        row.number("migrations")))
                .forEach(entry -> byState.put(entry.getKey(), entry.getValue()));
        long bytes =
                sql.one(
                        "SELECT coalesce(sum(migrated_bytes), 0)::bigint AS bytes FROM migration_slot",
                        row -> row.number("bytes"));
        return new MigrationStatistics(byState, bytes);
    }

    /** Bytes a second of the last migration that moved enough to tell; 0 when there is none. */
    static long lastRate(Sql sql) {
        return sql.first(
                        """
                        SELECT (s.bytes / greatest(1, extract(epoch FROM m.completed_at - m.started_at)))::bigint AS rate
                        FROM migration m, LATERAL (
                          SELECT sum(migrated_bytes) AS bytes FROM migration_slot
                          WHERE tenant_id = m.tenant_id AND migration_id = m.id) s
                        WHERE m.state = 'completed' AND s.bytes > 0 ORDER BY m.id DESC LIMIT 1
                        """,
                        row -> row.number("rate"))
                .orElse(0L);
    }
}

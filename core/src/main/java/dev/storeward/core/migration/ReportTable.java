package dev.storeward.core.migration;

import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what is reported of migrations beside their state: items, history and counts. */
final class ReportTable {
    private ReportTable() {}

    private static final String ANY =
            "SELECT * FROM migration_item WHERE tenant_id = m.tenant_id AND migration_id = m.id"
                    + " AND file_id > m.after";

    private static final String PAGE = " ORDER BY file_id LIMIT m.most";

    /**
     * What failed in a generation, in the order of the index that has it. With the generation by
     * itself the planner may take an order that any index has, and pass over everything that failed
     * in another generation.
     */
    private static String failedIn(String generation) {
        return ANY
                + " AND state = 'failed' AND (migration_item.generation, file_id) > ("
                + generation
                + ", m.after) AND migration_item.generation <= "
                + generation
                + " ORDER BY migration_item.generation, file_id LIMIT m.most";
    }

    /** What failed before the last retry waits again, though no slot has taken it yet. */
    private static final String WAITING =
            ANY
                    + " AND state = 'waiting' UNION ALL SELECT again.* FROM"
                    + " generate_series(0, m.generation - 1) AS g(generation), LATERAL ("
                    + failedIn("g.generation")
                    + ") again";

    static List<MigrationItem> items(
            Sql sql, Migration m, MigrationItem.@Nullable State state, UUID after, int limit) {
        return sql.list(
                """
                WITH m AS MATERIALIZED (
                  SELECT tenant_id, id, generation, ?::uuid AS after, ?::int AS most
                  FROM migration WHERE tenant_id = ? AND id = ?),
                i AS MATERIALIZED (
                  SELECT of.*, m.generation AS newest FROM m, LATERAL (
                """
                        + of(state)
                        + """
                                ) of ORDER BY of.file_id LIMIT ?)
                        SELECT i.file_id, coalesce(f.address, '') AS address,
                               CASE WHEN i.state = 'failed' AND i.generation < i.newest THEN 'waiting' ELSE i.state END AS state,
                               i.size, i.attempts, i.code, i.message, i.ended_at
                        FROM i LEFT JOIN LATERAL (
                          SELECT address FROM file WHERE file.tenant_id = i.tenant_id AND file.id = i.file_id OFFSET 0) f
                          ON true
                        ORDER BY i.file_id
                        """,
                ReportTable::item,
                after,
                limit,
                m.tenantId(),
                m.id(),
                limit);
    }

    private static String of(MigrationItem.@Nullable State state) {
        return switch (state) {
            case null -> ANY + PAGE;
            case WAITING -> WAITING;
            case FAILED -> failedIn("m.generation");
            case MIGRATED -> ANY + " AND state = 'migrated'" + PAGE;
            case SKIPPED -> ANY + " AND state = 'skipped'" + PAGE;
        };
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

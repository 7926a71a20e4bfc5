package dev.storeward.core.tenant;

import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

final class OriginTable {
    private OriginTable() {}

    static AllowedOrigins of(Sql sql, UUID tenantId) {
        record Line(String origin, int maxAge) {}
        List<Line> lines =
                sql.list(
                        "SELECT origin, max_age_seconds FROM allowed_origin WHERE tenant_id = ? ORDER BY position",
                        row ->
                                new Line(
                                        row.text("origin"),
                                        Math.toIntExact(row.number("max_age_seconds"))),
                        tenantId);
        return new AllowedOrigins(
                lines.stream().map(Line::origin).toList(),
                lines.isEmpty() ? AllowedOrigins.USUAL_MAX_AGE : lines.getFirst().maxAge());
    }

    static void replace(Sql sql, UUID tenantId, AllowedOrigins allowed) {
        forget(sql, tenantId);
        sql.update(
                """
                INSERT INTO allowed_origin (tenant_id, origin, position, max_age_seconds)
                SELECT ?, o.origin, o.position, ? FROM unnest(?) WITH ORDINALITY AS o (origin, position)
                """,
                tenantId,
                allowed.maxAgeSeconds(),
                allowed.entries());
    }

    static void forget(Sql sql, UUID tenantId) {
        sql.update("DELETE FROM allowed_origin WHERE tenant_id = ?", tenantId);
    }

    /** The shortest time that any tenant with one of these entries has it remembered. */
    static OptionalInt shortestMaxAge(Sql sql, List<String> entries) {
        return sql
                .list(
                        """
                        SELECT a.max_age_seconds FROM unnest(?) AS asked (origin)
                        CROSS JOIN LATERAL (
                          SELECT max_age_seconds FROM allowed_origin WHERE origin = asked.origin
                          ORDER BY max_age_seconds LIMIT 1) a
                        """,
                        row -> Math.toIntExact(row.number("max_age_seconds")),
                        entries)
                .stream()
                .mapToInt(Integer::intValue)
                .min();
    }
}

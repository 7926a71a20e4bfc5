package dev.storeward.core.audit;

import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

final class AuditTable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, Object>> DETAILS = new TypeReference<>() {};
    private static final String COLUMNS =
            "SELECT id, at, tenant_id, actor_id, actor_email, action, target, details, request_id"
                    + " FROM audit ";

    private static final long LOCK = 0x73775f617564L;

    private AuditTable() {}

    /** Lets one node after the other make partitions, until the transaction ends. */
    static void lockPartitions(Sql sql) {
        sql.first("SELECT pg_advisory_xact_lock(?)", row -> true, LOCK);
    }

    /** Makes the partition of a month unless it exists: 0 for this one, 1 for the next. */
    static void makePartition(Sql sql, int month) {
        sql.first(
                "SELECT sw_audit_partition((sw_now() + make_interval(months => ?))::date)",
                row -> true,
                month);
    }

    static void insert(Sql sql, AuditEvent event) {
        sql.update(
                """
                INSERT INTO audit (id, at, tenant_id, actor_id, actor_email, action, target,
                                   details, request_id)
                VALUES (?, sw_now(), ?, ?, ?, ?, ?, ?, ?)
                """,
                event.id(),
                event.tenantId(),
                event.actorId(),
                event.actorEmail(),
                event.action(),
                event.target(),
                new Sql.Json(JSON.writeValueAsString(event.details())),
                event.requestId());
    }

    static List<AuditEvent> ofTenant(Sql sql, UUID tenantId, AuditCursor before, int limit) {
        return sql.list(
                COLUMNS
                        + "WHERE tenant_id = ? AND (at, id) < (?, ?)"
                        + " ORDER BY at DESC, id DESC LIMIT ?",
                AuditTable::event,
                tenantId,
                before.at(),
                before.id(),
                limit);
    }

    static List<AuditEvent> all(Sql sql, AuditCursor before, int limit) {
        return sql.list(
                COLUMNS + "WHERE (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?",
                AuditTable::event,
                before.at(),
                before.id(),
                limit);
    }

    private static AuditEvent event(Row row) {
        return new AuditEvent(
                row.uuid("id"),
                row.time("at"),
                row.uuidOrNull("tenant_id"),
                row.uuidOrNull("actor_id"),
                row.text("actor_email"),
                row.text("action"),
                row.text("target"),
                JSON.readValue(row.text("details"), DETAILS),
                row.text("request_id"));
    }

    /** The time the database keeps: microseconds. */
    record AuditCursor(Instant at, UUID id) {}
}

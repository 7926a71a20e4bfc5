package dev.storeward.core.audit;

import dev.storeward.core.Page;
import dev.storeward.core.PageRequest;
import dev.storeward.core.access.Caller;
import dev.storeward.core.audit.AuditTable.AuditCursor;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The record of every change. Rows are only ever added. Safe for use by several threads. */
public final class AuditLog {
    private static final AuditCursor NEWEST =
            new AuditCursor(Instant.parse("9999-12-31T00:00:00Z"), new UUID(-1L, -1L));

    private final Tx tx;

    public AuditLog(Tx tx) {
        this.tx = tx;
    }

    /**
     * Adds a row in the transaction of the change itself.
     *
     * @param tenantId whose change it is; null for the platform's
     * @param details JSON values by name; never a secret
     */
    public void record(
            Sql sql,
            Caller caller,
            @Nullable UUID tenantId,
            String action,
            String target,
            Map<String, Object> details) {
        AuditTable.insert(
                sql,
                new AuditEvent(
                        Ids.next(),
                        Instant.EPOCH,
                        tenantId,
                        caller.userId(),
                        caller.email(),
                        action,
                        target,
                        details,
                        caller.requestId()));
    }

    /** Adds a row of a change the service made by itself, such as at its start. */
    public void recordOfService(
            Sql sql, String action, String target, Map<String, Object> details) {
        recordOfService(sql, null, action, target, details);
    }

    /**
     * Adds a row of a change the service made by itself.
     *
     * @param tenantId whom it concerns; null for the platform
     */
    public void recordOfService(
            Sql sql,
            @Nullable UUID tenantId,
            String action,
            String target,
            Map<String, Object> details) {
        AuditTable.insert(
                sql,
                new AuditEvent(
                        Ids.next(),
                        Instant.EPOCH,
                        tenantId,
                        null,
                        "storeward",
                        action,
                        target,
                        details,
                        ""));
    }

    /** A tenant's events, newest first, for its supervisors and super admins. */
    public Page<AuditEvent> ofTenant(Caller caller, UUID tenantId, PageRequest page) {
        caller.requireSupervisorOf(tenantId);
        AuditCursor before = cursor(page);
        return page(
                tx.forTenant(tenantId)
                        .statement(sql ->
                                AuditTable.ofTenant(sql, tenantId, before, page.limit() + 1)),
                page);
    }

    /** Everybody's events, newest first, for super admins. */
    public Page<AuditEvent> all(Caller caller, PageRequest page) {
        caller.requireSuperAdmin();
        AuditCursor before = cursor(page);
        return page(
                tx.forSystem().statement(sql -> AuditTable.all(sql, before, page.limit() + 1)),
                page);
    }

    private static Page<AuditEvent> page(java.util.List<AuditEvent> rows, PageRequest page) {
        return Page.of(rows, page.limit(), event -> text(event.at(), event.id()));
    }

    private static String text(Instant at, UUID id) {
        return at + "_" + id;
    }

    private static AuditCursor cursor(PageRequest page) {
        if (page.cursor().isEmpty()) {
            return NEWEST;
        }
        int middle = page.cursor().indexOf('_');
        Instant at;
        try {
            at = Instant.parse(page.cursor().substring(0, Math.max(0, middle)));
        } catch (DateTimeException e) {
            throw PageRequest.badCursor().asException();
        }
        AuditCursor cursor =
                new AuditCursor(at, PageRequest.id(page.cursor().substring(middle + 1)));
        // A moment has many spellings, and years that the database does not know.
        if (!text(at, cursor.id()).equals(page.cursor())
                || at.isBefore(Instant.EPOCH)
                || at.isAfter(NEWEST.at())) {
            throw PageRequest.badCursor().asException();
        }
        return cursor;
    }
}

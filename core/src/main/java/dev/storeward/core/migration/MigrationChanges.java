package dev.storeward.core.migration;

import dev.storeward.core.Checks;
import dev.storeward.core.MigrationId;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.migration.request.MigrationChange;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.tenant.StorageLock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a migration that exists: each locks the tenant's placement, then the migration, and is
 * audited. Safe for use by several threads.
 */
final class MigrationChanges {
    private static final int LONGEST_REASON = 1000;

    private final Tx tx;
    private final AuditLog audit;

    MigrationChanges(Tx tx, AuditLog audit) {
        this.tx = tx;
        this.audit = audit;
    }

    Migration cancel(
            Caller caller, UUID id, String reason, InSameTransaction<Migration> alongside) {
        requireReason(reason);
        return change(
                caller,
                id,
                "migration.cancel",
                reason,
                alongside,
                (sql, m) -> {
                    if (!m.state().open()) {
                        throw new Problem.NotCancellable(
                                        "The migration has ended already: it is "
                                                + m.state().wireName()
                                                + ".")
                                .asException();
                    }
                    MigrationTable.cancel(sql, id, reason);
                    return () -> PlacementRedirect.back(sql, id);
                });
    }

    Migration retry(Caller caller, UUID id, InSameTransaction<Migration> alongside) {
        return change(
                caller,
                id,
                "migration.retry",
                "",
                alongside,
                (sql, m) -> {
                    boolean stopped = m.state() == Migration.State.FAILED;
                    if (!stopped && m.state() != Migration.State.COMPLETED_WITH_ERRORS) {
                        throw new Problem.NotCancellable(
                                        "Nothing of the migration can be tried again: it is "
                                                + m.state().wireName()
                                                + ".")
                                .asException();
                    }
                    requireNoneOpen(sql, m.tenantId());
                    MigrationTable.olderNode(sql)
                            .ifPresent(name -> {
                                throw new Problem.NotCancellable(
                                                "The node "
                                                        + name
                                                        + " is of an earlier release, which passes over what is"
                                                        + " tried again: try once more when it was replaced.")
                                        .asException();
                            });
                    UUID undone = m.rollbackOf();
                    if (undone != null && MigrationTable.archived(sql, undone)) {
                        throw new Problem.NotCancellable(
                                        "What it undoes ended so long ago that only its manifest is kept:"
                                                + " start a migration the other way.")
                                .asException();
                    }
                    if (MigrationTable.archived(sql, id)) {
                        throw new Problem.NotCancellable(
                                        "It ended so long ago that only its manifest is kept: start a"
                                                + " new one.")
                                .asException();
                    }
                    if (MigrationTable.followed(sql, m)) {
                        throw new Problem.NotCancellable(
                                        "Another migration has moved files since: start a new one.")
                                .asException();
                    }
                    Endpoints.End target =
                            EndpointTable.usable(sql, m.tenantId(), m.targetBackendId())
                                    .filter(end -> end.active() && !end.left())
                                    .orElseThrow(() ->
                                            new Problem.NotCancellable(
                                                            "The target takes no files any more: start a"
                                                                    + " migration to another.")
                                                    .asException());
                    UUID source = m.sourceBackendId();
                    MigrationTable.retry(sql, m, target.backendId(), !stopped);
                    return () -> {
                        if (!stopped) {
                            MigrationTable.fence(sql, m.tenantId());
                            MigrationTable.leavesPlacement(sql, id);
                            return;
                        }
                        Endpoints.End from =
                                source == null
                                        ? null
                                        : EndpointTable.usable(sql, m.tenantId(), source)
                                                .orElse(null);
                        MigrationTable.switched(
                                sql, id, PlacementRedirect.to(sql, m.tenantId(), from, target));
                    };
                });
    }

    Migration keepSource(Caller caller, UUID id, InSameTransaction<Migration> alongside) {
        // What is kept alongside says that all is done, and comes last: cut off in between, the
        // same
        // request does the rest.
        Migration kept =
                change(
                        caller,
                        id,
                        "migration.keep_source",
                        "",
                        InSameTransaction.nothing(),
                        (sql, m) -> {
                            SourceTable.keep(sql, id);
                            return MigrationChanges::placementStays;
                        });
        Tx.Scope scope = tx.forTenant(kept.tenantId());
        SourceTable.keepAll(scope, kept);
        scope.run(sql -> alongside.in(sql, kept));
        return kept;
    }

    Migration change(
            Caller caller,
            UUID id,
            MigrationChange wanted,
            InSameTransaction<Migration> alongside) {
        boolean limitsOnly = wanted.grace() == null;
        Migration changed =
                change(
                        caller,
                        id,
                        "migration.change",
                        "",
                        limitsOnly ? alongside : InSameTransaction.nothing(),
                        (sql, m) -> {
                            if (wanted.limits() || limitsOnly) {
                                changeLimits(sql, m, wanted);
                            }
                            shorten(sql, m, wanted.grace());
                            return MigrationChanges::placementStays;
                        });
        if (!limitsOnly) {
            Tx.Scope scope = tx.forTenant(changed.tenantId());
            SourceTable.purgeAllSooner(scope, changed);
            scope.run(sql -> alongside.in(sql, changed));
        }
        return changed;
    }

    private static void shorten(Sql sql, Migration m, @Nullable Duration grace) {
        if (grace == null) {
            return;
        }
        if (grace.isNegative() || grace.compareTo(m.grace()) > 0) {
            throw Problem.invalid(
                            "grace_seconds",
                            "Must be 0 to "
                                    + m.grace().toSeconds()
                                    + ": a grace period can only be shortened.")
                    .asException();
        }
        SourceTable.shortenGrace(sql, m.id(), grace);
    }

    private static void changeLimits(Sql sql, Migration m, MigrationChange wanted) {
        if (!m.state().open()) {
            throw new Problem.NotCancellable("The migration has ended.").asException();
        }
        Long bandwidth = wanted.bandwidth();
        Integer concurrency = wanted.concurrency();
        MigrationLimits limits =
                new MigrationLimits(
                        bandwidth == null
                                ? m.limits().bandwidth()
                                : bandwidth == 0 ? null : bandwidth,
                        concurrency == null ? m.limits().concurrency() : concurrency,
                        wanted.anyTime()
                                ? null
                                : wanted.window() == null ? m.limits().window() : wanted.window());
        Checks checks = new Checks();
        check(checks, limits);
        checks.done();
        MigrationTable.change(sql, m.id(), limits);
    }

    private interface Change {
        /**
         * @return what switches the placement: done last, as uploads of the tenant wait from there
         *     to the commit
         */
        Runnable in(Sql sql, Migration migration);
    }

    private Migration change(
            Caller caller,
            UUID id,
            String action,
            String reason,
            InSameTransaction<Migration> alongside,
            Change change) {
        Migration before = MigrationViews.found(tx, caller, id);
        return tx.forTenant(before.tenantId())
                .transaction(sql -> {
                    StorageLock.hold(sql, before.tenantId());
                    Migration now = MigrationTable.lock(sql, id).orElseThrow();
                    Runnable placement = change.in(sql, now);
                    Migration after = MigrationTable.find(sql, id).orElseThrow();
                    record(sql, caller, action, after, reason);
                    alongside.in(sql, after);
                    placement.run();
                    return after;
                });
    }

    /** Switches nothing. */
    private static void placementStays() {}

    private static void requireNoneOpen(Sql sql, UUID tenantId) {
        StorageLock.openMigration(sql, tenantId)
                .ifPresent(open -> {
                    throw Migrations.inProgress(open).asException();
                });
    }

    static void requireReason(String reason) {
        if (reason.length() > LONGEST_REASON) {
            throw Problem.invalid("reason", "Must be at most " + LONGEST_REASON + " characters.")
                    .asException();
        }
    }

    static void check(Checks checks, MigrationLimits limits) {
        Long bandwidth = limits.bandwidth();
        if (bandwidth != null && bandwidth < 1) {
            checks.add("bandwidth_bytes_per_second", "Must be 1 or more.");
        }
        if (limits.concurrency() < 1 || limits.concurrency() > MigrationLimits.MOST) {
            checks.add("concurrency", "Must be 1 to " + MigrationLimits.MOST + ".");
        }
    }

    void record(Sql sql, Caller caller, String action, Migration migration, String reason) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("source_kind", migration.sourceKind().storedName());
        details.put("target_backend_id", migration.targetBackendId().toString());
        details.put("total_files", migration.progress().totalFiles());
        details.put("concurrency", migration.limits().concurrency());
        if (!reason.isEmpty()) {
            details.put("reason", reason);
        }
        audit.record(
                sql,
                caller,
                migration.tenantId(),
                action,
                "migration:" + MigrationId.of(migration.id()),
                details);
    }
}

package dev.storeward.core.migration;

import dev.storeward.core.Checks;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.db.Alongside;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Begins, ends and changes migrations; {@link dev.storeward.core.migration.engine.Engine} does the
 * work. A tenant has at most one that is open. Safe for use by several threads.
 */
public final class Migrations {
    /** How many hands work on one migration, on as many nodes as there are. */
    private static final int SLOTS = 4;

    private static final int LONGEST_REASON = 1000;
    private static final Duration LONGEST_GRACE = Duration.ofDays(365);
    private static final int KEPT_AT_ONCE = 2_000;
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Tx tx;
    private final AuditLog audit;
    private final PlacementSwitch placements;
    private final Challenge challenge;

    public Migrations(Tx tx, AuditLog audit, Stores stores, PlacementSwitch placements) {
        this.tx = tx;
        this.audit = audit;
        this.placements = placements;
        this.challenge = new Challenge(stores);
    }

    /**
     * Begins to move files. From the moment this returns new files go to the target.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden}; {@code NotFound}; {@code
     *     Invalid} when there is nothing to move, or an end cannot be used; {@code TierRequired};
     *     {@code MigrationInProgress}; {@code Unavailable} when an end is away
     */
    public Migration start(
            Caller caller, UUID tenantId, NewMigration asked, Alongside<Migration> alongside) {
        caller.requireSupervisorOf(tenantId);
        check(asked);
        Survey survey = survey(tenantId, asked);
        survey.blockers().stream()
                .findFirst()
                .ifPresent(blocker -> {
                    throw blocker.asException();
                });
        Ends.End target = survey.requireTarget();
        for (Ends.End source : survey.sources()) {
            challenge.requireTwo(source, target);
        }
        return begin(caller, tenantId, asked, survey, null, alongside);
    }

    /** What a migration would do; nothing is done, and no place is asked. */
    public MigrationPlan plan(Caller caller, UUID tenantId, NewMigration asked) {
        caller.requireSupervisorOf(tenantId);
        check(asked);
        Survey survey = survey(tenantId, asked);
        Long limit = asked.limits().bandwidth();
        long rate =
                limit == null ? tx.forSystem().statement(MigrationTable::lastRate) : (long) limit;
        return new MigrationPlan(
                survey.files(),
                survey.bytes(),
                survey.files() * 3,
                rate == 0 ? null : Duration.ofSeconds(survey.bytes() / rate + 1),
                survey.blockers().stream().map(Problem::message).toList());
    }

    private Survey survey(UUID tenantId, NewMigration asked) {
        return tx.forTenant(tenantId).transaction(sql -> Survey.of(sql, tenantId, asked));
    }

    private Migration begin(
            Caller caller,
            UUID tenantId,
            NewMigration asked,
            Survey survey,
            @Nullable UUID rollbackOf,
            Alongside<Migration> alongside) {
        try {
            return tx.forTenant(tenantId)
                    .transaction(sql -> {
                        placements.lock(sql, tenantId);
                        MigrationTable.open(sql, tenantId)
                                .ifPresent(open -> {
                                    throw inProgress(open).asException();
                                });
                        Survey now = Survey.of(sql, tenantId, asked);
                        Ends.End target = now.requireTarget();
                        if (target.retired()) {
                            Ends.revive(sql, target.backendId());
                        }
                        UUID id = Ids.next();
                        PlacementSwitch.Switched switched =
                                PlacementSwitch.to(sql, tenantId, now.source(), target);
                        MigrationTable.insert(
                                sql,
                                new MigrationTable.NewRow(
                                        id,
                                        tenantId,
                                        now.source(),
                                        survey.home(),
                                        target,
                                        rollbackOf,
                                        now.files(),
                                        now.bytes(),
                                        SLOTS,
                                        asked,
                                        caller.userId(),
                                        caller.email()),
                                switched);
                        Migration migration = MigrationTable.find(sql, id).orElseThrow();
                        record(
                                sql,
                                caller,
                                rollbackOf == null ? "migration.start" : "migration.rollback",
                                migration,
                                asked.reason());
                        alongside.in(sql, migration);
                        return migration;
                    });
        } catch (DatabaseException e) {
            if (e.constraint().equals("migration_open")) {
                throw new Problem.MigrationInProgress(
                                "", "A migration of this tenant began at the same moment.")
                        .asException();
            }
            throw e;
        }
    }

    /**
     * Ends an open migration within seconds: no file moves after this returns, and each stays
     * readable where it is. New files go again where they went before it, unless the placement was
     * changed since.
     *
     * @throws dev.storeward.core.ProblemException {@code NotCancellable} when it has ended, or
     *     there is none; {@code Forbidden}
     */
    public Migration cancel(Caller caller, UUID id, String reason, Alongside<Migration> alongside) {
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
                    PlacementSwitch.back(sql, id);
                });
    }

    /**
     * Tries the files again that could not be moved; goes on where a failed migration stopped.
     *
     * @throws dev.storeward.core.ProblemException {@code NotCancellable} when nothing failed;
     *     {@code MigrationInProgress}
     */
    public Migration retry(Caller caller, UUID id, Alongside<Migration> alongside) {
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
                    Ends.End target =
                            Ends.find(sql, m.tenantId(), m.targetBackendId())
                                    .filter(Ends.End::active)
                                    .orElseThrow(() ->
                                            new Problem.NotCancellable(
                                                            "The target takes no files any more: start a"
                                                                    + " migration to another.")
                                                    .asException());
                    if (stopped) {
                        UUID source = m.sourceBackendId();
                        PlacementSwitch.to(
                                sql,
                                m.tenantId(),
                                source == null
                                        ? null
                                        : Ends.find(sql, m.tenantId(), source).orElse(null),
                                target);
                    }
                    MigrationTable.retry(sql, m, stopped);
                });
    }

    /**
     * Moves everything that lies at a migration's target back, files written since included.
     *
     * @return the migration that does so
     * @throws dev.storeward.core.ProblemException {@code NotCancellable} when it is open, was
     *     undone before, or its grace period is over; {@code MigrationInProgress}
     */
    public Migration rollback(
            Caller caller, UUID id, String reason, Alongside<Migration> alongside) {
        Migration undone = found(caller, id);
        NewMigration asked =
                tx.forTenant(undone.tenantId())
                        .transaction(sql -> {
                            requireUndoable(sql, undone);
                            return new NewMigration(
                                    undone.targetBackendId(),
                                    new MigrationTarget.Backend(MigrationTable.home(sql, id)),
                                    undone.limits(),
                                    undone.grace(),
                                    reason);
                        });
        check(asked);
        Survey survey = survey(undone.tenantId(), asked);
        survey.ofRollback().stream()
                .findFirst()
                .ifPresent(blocker -> {
                    throw blocker.asException();
                });
        return begin(caller, undone.tenantId(), asked, survey, id, alongside);
    }

    private static void requireUndoable(Sql sql, Migration m) {
        if (m.state().open()) {
            throw new Problem.NotCancellable("The migration is open: cancel it first.")
                    .asException();
        }
        if (MigrationTable.undone(sql, m.id())) {
            throw new Problem.NotCancellable("The migration was rolled back already.")
                    .asException();
        }
        if (!MigrationTable.withinGrace(sql, m.id())) {
            throw new Problem.NotCancellable(
                            "The grace period is over and the source's objects are gone: start a"
                                    + " migration the other way.")
                    .asException();
        }
    }

    /**
     * Keeps the source's objects for good, those not purged yet. They are no longer of any file.
     */
    public Migration keepSource(Caller caller, UUID id, Alongside<Migration> alongside) {
        Migration kept =
                change(
                        caller,
                        id,
                        "migration.keep_source",
                        "",
                        alongside,
                        (sql, m) -> MigrationTable.keepSource(sql, id));
        UUID[] after = {BEFORE_ALL};
        boolean more = true;
        while (more) {
            more =
                    tx.forTenant(kept.tenantId())
                            .statement(sql ->
                                    MigrationTable.keepObjects(sql, kept, after[0], KEPT_AT_ONCE))
                            .map(last -> {
                                after[0] = last;
                                return true;
                            })
                            .orElse(false);
        }
        return kept;
    }

    /** Changes the limits; they take effect within seconds. */
    public Migration change(
            Caller caller, UUID id, MigrationChange wanted, Alongside<Migration> alongside) {
        return change(
                caller,
                id,
                "migration.change",
                "",
                alongside,
                (sql, m) -> {
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
                                            : wanted.window() == null
                                                    ? m.limits().window()
                                                    : wanted.window());
                    Checks checks = new Checks();
                    check(checks, limits);
                    checks.done();
                    MigrationTable.change(sql, id, limits);
                });
    }

    private interface Change {
        void in(Sql sql, Migration migration);
    }

    private Migration change(
            Caller caller,
            UUID id,
            String action,
            String reason,
            Alongside<Migration> alongside,
            Change change) {
        Migration before = found(caller, id);
        return tx.forTenant(before.tenantId())
                .transaction(sql -> {
                    placements.lock(sql, before.tenantId());
                    Migration now = MigrationTable.lock(sql, id).orElseThrow();
                    change.in(sql, now);
                    Migration after = MigrationTable.find(sql, id).orElseThrow();
                    record(sql, caller, action, after, reason);
                    alongside.in(sql, after);
                    return after;
                });
    }

    private Migration found(Caller caller, UUID id) {
        return MigrationViews.found(tx, caller, id);
    }

    private static void requireNoneOpen(Sql sql, UUID tenantId) {
        MigrationTable.open(sql, tenantId)
                .ifPresent(open -> {
                    throw inProgress(open).asException();
                });
    }

    static Problem inProgress(UUID open) {
        return new Problem.MigrationInProgress(
                MigrationId.of(open),
                "The migration "
                        + MigrationId.of(open)
                        + " of this tenant is open: wait for its end, or cancel it.");
    }

    private static void requireReason(String reason) {
        if (reason.length() > LONGEST_REASON) {
            throw Problem.invalid("reason", "Must be at most " + LONGEST_REASON + " characters.")
                    .asException();
        }
    }

    private static void check(NewMigration asked) {
        requireReason(asked.reason());
        Checks checks = new Checks();
        if (asked.grace().isNegative() || asked.grace().compareTo(LONGEST_GRACE) > 0) {
            checks.add("grace_seconds", "Must be 0 to " + LONGEST_GRACE.toSeconds() + " seconds.");
        }
        check(checks, asked.limits());
        checks.done();
    }

    private static void check(Checks checks, MigrationLimits limits) {
        Long bandwidth = limits.bandwidth();
        if (bandwidth != null && bandwidth < 1) {
            checks.add("bandwidth_bytes_per_second", "Must be 1 or more.");
        }
        if (limits.concurrency() < 1 || limits.concurrency() > MigrationLimits.MOST) {
            checks.add("concurrency", "Must be 1 to " + MigrationLimits.MOST + ".");
        }
    }

    private void record(Sql sql, Caller caller, String action, Migration migration, String reason) {
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

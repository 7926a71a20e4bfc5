package dev.storeward.core.migration;

import dev.storeward.core.Checks;
import dev.storeward.core.MigrationId;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Tx;
import dev.storeward.core.migration.request.MigrationChange;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.core.migration.request.Rollback;
import dev.storeward.core.tenant.StorageLock;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Begins, ends and changes migrations; {@link dev.storeward.core.migration.engine.Engine} does the
 * work. A tenant has at most one that is open. Safe for use by several threads.
 */
public final class Migrations {
    /** How many workers work on one migration, on as many nodes as there are. */
    private static final int SLOTS = 4;

    private static final Duration LONGEST_GRACE = Duration.ofDays(30);

    private final Tx tx;
    private final DistinctnessCheck distinctness;
    private final Runnable begun;
    private final MigrationChanges changes;

    /**
     * @param begun told when a migration has begun, to have its work begin soon
     */
    public Migrations(Tx tx, AuditLog audit, Stores stores, Runnable begun) {
        this.tx = tx;
        this.begun = begun;
        this.distinctness = new DistinctnessCheck(stores);
        this.changes = new MigrationChanges(tx, audit);
    }

    /**
     * Begins to move files. From the moment this returns new files go to the target.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden}; {@code NotFound}; {@code
     *     Invalid} when there is nothing to move, or an end cannot be used; {@code TierRequired};
     *     {@code MigrationInProgress}; {@code Unavailable} when an end is away
     */
    public Migration start(
            Caller caller,
            UUID tenantId,
            NewMigration asked,
            InSameTransaction<Migration> alongside) {
        caller.requireSupervisorOf(tenantId);
        check(asked);
        Survey survey = survey(tenantId, asked);
        survey.blockers().stream()
                .findFirst()
                .ifPresent(blocker -> {
                    throw blocker.asException();
                });
        Endpoints.End target = survey.requireTarget();
        for (Endpoints.End source : survey.sources()) {
            distinctness.requireTwo(source, target);
        }
        Migration migration = begin(caller, tenantId, asked, survey, null, alongside);
        begun.run();
        return migration;
    }

    /** What a migration would do; nothing is done, and no place is asked. */
    public MigrationPlan plan(Caller caller, UUID tenantId, NewMigration asked) {
        caller.requireSupervisorOf(tenantId);
        check(asked);
        Survey survey = survey(tenantId, asked);
        Long limit = asked.limits().bandwidth();
        long rate = limit == null ? tx.forSystem().statement(ReportTable::lastRate) : (long) limit;
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
            @Nullable Undoing undoing,
            InSameTransaction<Migration> alongside) {
        UUID rollbackOf = undoing == null ? null : undoing.migration().id();
        try {
            // A rollback may revive a backend of the operator's.
            Tx.Scope scope = rollbackOf == null ? tx.forTenant(tenantId) : tx.forSystem();
            return scope.transaction(sql -> {
                StorageLock.take(sql, tenantId)
                        .ifPresent(open -> {
                            throw inProgress(open).asException();
                        });
                Survey now = survey.again(sql, tenantId, asked);
                (rollbackOf == null ? now.blockers() : now.ofRollback())
                        .stream()
                                .findFirst()
                                .ifPresent(blocker -> {
                                    throw blocker.asException();
                                });
                Endpoints.End target = now.requireTarget();
                if (rollbackOf != null && target.retired()) {
                    EndpointTable.revive(sql, target.backendId());
                }
                UUID id = Ids.next();
                MigrationTable.insert(
                        sql,
                        new MigrationTable.NewRow(
                                id,
                                tenantId,
                                now.source(),
                                survey.home(),
                                target,
                                rollbackOf,
                                undoing == null || undoing.includeNew(),
                                undoing == null ? now.files() : undoing.files(now),
                                undoing == null ? now.bytes() : undoing.bytes(now),
                                SLOTS,
                                asked,
                                caller.userId(),
                                caller.email()));
                Migration migration = MigrationTable.find(sql, id).orElseThrow();
                changes.record(
                        sql,
                        caller,
                        rollbackOf == null ? "migration.start" : "migration.rollback",
                        migration,
                        asked.reason());
                alongside.in(sql, migration);
                // Last, as uploads of the tenant wait from here to the commit.
                MigrationTable.switched(
                        sql,
                        id,
                        rollbackOf == null
                                ? PlacementRedirect.to(sql, tenantId, now.source(), target)
                                : PlacementRedirect.undo(
                                        sql,
                                        rollbackOf,
                                        Objects.requireNonNull(now.source()),
                                        target,
                                        tenantId));
                return migration;
            });
        } catch (DatabaseException e) {
            if (e.constraint().equals("migration_open")) {
                throw new Problem.MigrationInProgress(
                                "", "A migration of this tenant began at the same moment.")
                        .asException();
            }
            if (e.constraint().equals("backend_name")
                    || e.constraint().equals("backend_dedicated")) {
                throw new Problem.NotCancellable(
                                "The backend the files came from was replaced by another of its"
                                        + " name: start a migration to that one.")
                        .asException(e);
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
    public Migration cancel(
            Caller caller, UUID id, String reason, InSameTransaction<Migration> alongside) {
        return changes.cancel(caller, id, reason, alongside);
    }

    /**
     * Tries the files again that could not be moved; goes on where a failed migration stopped.
     *
     * @throws dev.storeward.core.ProblemException {@code NotCancellable} when nothing failed;
     *     {@code MigrationInProgress}
     */
    public Migration retry(Caller caller, UUID id, InSameTransaction<Migration> alongside) {
        Migration again = changes.retry(caller, id, alongside);
        begun.run();
        return again;
    }

    /**
     * Moves back what a migration has moved and, unless told otherwise, what was written to its
     * target since it began. What lay there before stays.
     *
     * @return the migration that does so
     * @throws dev.storeward.core.ProblemException {@code NotCancellable} when it is open, was
     *     undone before, or its grace period is over; {@code MigrationInProgress}
     */
    public Migration rollback(
            Caller caller, UUID id, Rollback wanted, InSameTransaction<Migration> alongside) {
        Migration undone = MigrationViews.found(tx, caller, id);
        Undoing undoing = new Undoing(undone, wanted.includeNew());
        NewMigration asked =
                tx.forTenant(undone.tenantId())
                        .transaction(sql -> undoing.asked(sql, wanted.reason()));
        check(asked);
        Survey survey = survey(undone.tenantId(), asked);
        survey.ofRollback().stream()
                .findFirst()
                .ifPresent(blocker -> {
                    throw blocker.asException();
                });
        Migration back = begin(caller, undone.tenantId(), asked, survey, undoing, alongside);
        begun.run();
        return back;
    }

    /** Keeps the source's objects for as long as their files are, those not purged yet. */
    public Migration keepSource(Caller caller, UUID id, InSameTransaction<Migration> alongside) {
        return changes.keepSource(caller, id, alongside);
    }

    /**
     * Changes the limits, which take effect within seconds, or shortens the grace period: sources
     * that have waited for so long already are removed soon.
     *
     * @throws dev.storeward.core.ProblemException {@code NotCancellable} when limits of an ended
     *     one are to change; {@code Invalid}
     */
    public Migration change(
            Caller caller,
            UUID id,
            MigrationChange wanted,
            InSameTransaction<Migration> alongside) {
        return changes.change(caller, id, wanted, alongside);
    }

    static Problem inProgress(UUID open) {
        return new Problem.MigrationInProgress(
                MigrationId.of(open),
                "The migration "
                        + MigrationId.of(open)
                        + " of this tenant is open: wait for its end, or cancel it.");
    }

    private static void check(NewMigration asked) {
        MigrationChanges.requireReason(asked.reason());
        Checks checks = new Checks();
        if (asked.grace().isNegative() || asked.grace().compareTo(LONGEST_GRACE) > 0) {
            checks.add("grace_seconds", "Must be 0 to " + LONGEST_GRACE.toSeconds() + " seconds.");
        }
        MigrationChanges.check(checks, asked.limits());
        checks.done();
    }
}

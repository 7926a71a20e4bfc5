package dev.storeward.core.migration;

import dev.storeward.core.Problem;
import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.NewMigration;
import java.util.UUID;

/**
 * A migration that is to be rolled back.
 *
 * @param includeNew whether what was written since goes along
 */
record Undoing(Migration migration, boolean includeNew) {

    /**
     * The migration that does so.
     *
     * @throws dev.storeward.core.ProblemException {@code NotCancellable} when it is open, was
     *     undone before, or its grace period is over
     */
    NewMigration asked(Sql sql, String reason) {
        requireUndoable(sql);
        return new NewMigration(
                now(sql, migration.targetBackendId()),
                new MigrationTarget.Backend(now(sql, MigrationTable.home(sql, migration.id()))),
                migration.limits(),
                migration.grace(),
                reason);
    }

    /** The backend that reaches the place of one that may have been replaced. */
    private UUID now(Sql sql, UUID backendId) {
        return EndpointTable.usable(sql, migration.tenantId(), backendId)
                .map(Endpoints.End::backendId)
                .orElse(backendId);
    }

    private void requireUndoable(Sql sql) {
        if (migration.state().open()) {
            throw new Problem.NotCancellable("The migration is open: cancel it first.")
                    .asException();
        }
        if (MigrationTable.undone(sql, migration.id())) {
            throw new Problem.NotCancellable("The migration was rolled back already.")
                    .asException();
        }
        if (!MigrationTable.withinGrace(sql, migration.id())) {
            throw new Problem.NotCancellable(
                            "The grace period is over and the source's objects are gone: start a"
                                    + " migration the other way.")
                    .asException();
        }
    }

    long files(Survey survey) {
        return atMost(survey.files(), migration.progress().migratedFiles());
    }

    long bytes(Survey survey) {
        return atMost(survey.bytes(), migration.progress().migratedBytes());
    }

    /** Without what was written since no more goes back than has come. */
    private long atMost(long lying, long moved) {
        return includeNew ? lying : Math.min(lying, moved);
    }
}

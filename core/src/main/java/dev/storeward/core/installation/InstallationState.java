package dev.storeward.core.installation;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.crypto.Installation;
import dev.storeward.core.crypto.MasterKeyException;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.installation.InstallationStateTable.State;
import dev.storeward.core.installation.InstallationStateTable.Told;
import dev.storeward.core.installation.InstallationStatus.Release;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database is the installation or a copy of it. A copy knows the buckets as they were
 * and would remove what the original has come to use since, so it removes nothing until an operator
 * says what it is. The state is in the database and holds for every node. Safe for use by several
 * threads.
 */
public final class InstallationState {
    private static final Logger LOG = LoggerFactory.getLogger(InstallationState.class);
    private static final int SHOWN = 100;

    private final Tx tx;
    private final AuditLog audit;
    private final Installation installation;
    private final Supplier<UUID> runs;

    private InstallationState(
            Tx tx, AuditLog audit, Installation installation, Supplier<UUID> runs) {
        this.tx = tx;
        this.audit = audit;
        this.installation = installation;
        this.runs = runs;
    }

    /**
     * Compares where the database runs with what it recorded, and begins a run of the cluster when
     * none is alive. For the start of a node, before it writes its row and before any work that
     * removes something.
     *
     * @param runs makes the ids of runs, which must differ between copies
     */
    public static InstallationState start(
            Tx tx,
            AuditLog audit,
            Installation installation,
            DatabaseHome home,
            Supplier<UUID> runs) {
        InstallationState state = new InstallationState(tx, audit, installation, runs);
        tx.forSystem()
                .run(sql -> {
                    Installation.lock(sql);
                    state.compare(sql, home);
                });
        return state;
    }

    private void compare(Sql sql, DatabaseHome home) {
        State known = InstallationStateTable.find(sql).orElseThrow();
        Told told = InstallationStateTable.told(sql);
        Fingerprint here = Fingerprint.of(home, told);
        String recorded = known.fingerprint();
        boolean justCopied = false;
        Fingerprint before = recorded == null ? here : Fingerprint.parse(recorded);
        if (before.sameAs(here)) {
            InstallationStateTable.settle(sql, here.text());
        } else {
            InstallationStateTable.found(sql, here.text());
            LOG.warn(
                    "This database {} and runs {}: it is taken for a copy. Files are read and"
                            + " uploaded; nothing is removed from any bucket, no cut upload is taken back and no"
                            + " migration goes on until an operator decides: storeward ctl installation release"
                            + " --moved when the original is gone, --copy when it lives on",
                    before.recorded(),
                    here.there());
            justCopied = known.found() == null;
            if (justCopied) {
                audit.recordOfService(
                        sql,
                        "installation.found_copied",
                        target(known.id()),
                        Map.of("recorded", before.text(), "found", here.text()));
            }
        }
        String server = server(home, told);
        // A fresh copy may have brought along heartbeats that look alive.
        boolean sameLife = !server.isEmpty() && server.equals(known.runOfServer());
        if (known.run() == null
                || justCopied
                || (!sameLife && !InstallationStateTable.anyNodeLives(sql))) {
            InstallationStateTable.newRun(sql, runs.get(), server);
        }
    }

    /**
     * Which life of which database server this is; never the same for two of them. Empty when it
     * cannot be told.
     */
    private static String server(DatabaseHome home, Told told) {
        return switch (home.kind()) {
            case EMBEDDED -> home.boot().isEmpty() ? "" : home.boot() + " " + home.place();
            case EXTERNAL -> told.cluster() + " " + told.database() + " " + told.startedAt();
        };
    }

    /** Whether an operator must decide first: until then nothing is removed and nothing moved. */
    public boolean undecided() {
        return tx.forSystem().statement(InstallationStateTable::undecided);
    }

    /**
     * Whether a migration must not go on: as long as this is undecided, or to a place that was
     * left.
     */
    public boolean holdsBack(UUID migrationId) {
        return tx.forSystem()
                .statement(sql ->
                        InstallationStateTable.undecided(sql)
                                || InstallationStateTable.leadsToLeftPlace(sql, migrationId));
    }

    /** What whoever watches this server is told; makes one short query. */
    public Glance glance() {
        return tx.forSystem()
                .statement(sql ->
                        new Glance(
                                InstallationStateTable.undecided(sql),
                                InstallationStateTable.countFrozen(sql)));
    }

    /**
     * The state in two words.
     *
     * @param restoredCopy whether an operator must decide
     * @param frozenLocations how many places another run purges
     */
    public record Glance(boolean restoredCopy, long frozenLocations) {}

    /** How it is now, for super admins. */
    public InstallationStatus status(Caller caller) {
        caller.requireSuperAdmin();
        return tx.forSystem().transaction(InstallationState::status);
    }

    private static InstallationStatus status(Sql sql) {
        State state = InstallationStateTable.find(sql).orElseThrow();
        String recorded = state.fingerprint();
        return new InstallationStatus(
                state.id(),
                state.found() == null
                        ? InstallationStatus.State.NORMAL
                        : InstallationStatus.State.RESTORED_COPY,
                recorded == null ? "" : recorded,
                state.found(),
                state.foundAt(),
                state.copyOf(),
                state.run(),
                InstallationStateTable.frozen(sql, SHOWN),
                InstallationStateTable.countFrozen(sql),
                InstallationStateTable.countLeft(sql));
    }

    /**
     * Decides what a copy is.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden}; {@code InUse} when there is
     *     nothing to decide
     */
    public InstallationStatus release(
            Caller caller, Release as, InSameTransaction<InstallationStatus> alongside) {
        caller.requireSuperAdmin();
        InstallationStatus after =
                tx.forSystem()
                        .transaction(sql -> {
                            Installation.lock(sql);
                            release(sql, caller, as);
                            InstallationStatus status = status(sql);
                            alongside.in(sql, status);
                            return status;
                        });
        tx.forSystem().run(installation::follow);
        return after;
    }

    private void release(Sql sql, Caller caller, Release as) {
        State before = InstallationStateTable.find(sql).orElseThrow();
        requireSomethingToDecide(sql, before, as);
        Map<String, Object> details = new HashMap<>();
        details.put("as", as == Release.MOVED ? "moved" : "copy");
        String found = before.found();
        if (found != null) {
            details.put("recorded", String.valueOf(before.fingerprint()));
            details.put("found", found);
        }
        if (as == Release.COPY) {
            UUID renamed = renamed(sql);
            details.put("copy_of", before.id().toString());
            details.put(
                    "left_locations",
                    InstallationStateTable.leaveAll(sql, before.id(), before.foundAt()));
            details.put("id", renamed.toString());
        }
        if (found != null) {
            InstallationStateTable.settle(sql, found);
        }
        // Whatever run the copy brought along is the original's.
        InstallationStateTable.newRun(sql, runs.get(), String.valueOf(before.runOfServer()));
        audit.record(sql, caller, null, "installation.release", target(before.id()), details);
    }

    private UUID renamed(Sql sql) {
        try {
            return installation.becomeCopy(sql);
        } catch (MasterKeyException e) {
            throw new Problem.InUse(
                            "This node's key file does not hold the current key: put it back first.")
                    .asException(e);
        }
    }

    /** A copy with the same fingerprint is known by the marks that its original leaves. */
    private static void requireSomethingToDecide(Sql sql, State state, Release as) {
        if (state.found() == null
                && !(as == Release.COPY && InstallationStateTable.countFrozen(sql) > 0)) {
            throw new Problem.InUse(
                            "There is nothing to decide: this installation runs where it is recorded"
                                    + (as == Release.COPY
                                            ? ", and no other run purges its places."
                                            : "."))
                    .asException();
        }
    }

    private static String target(UUID id) {
        return "installation:" + id;
    }
}

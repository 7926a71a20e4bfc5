package dev.storeward.core.backend.registry;

import dev.storeward.core.Problem;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.Backend.State;
import dev.storeward.core.backend.credential.SealedCredentials;
import dev.storeward.core.backend.record.BackendTable;
import dev.storeward.core.backend.record.DependentsTable;
import dev.storeward.core.backend.record.DependentsTable.Dependents;
import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Retires and forgets backends. */
final class Removals {
    private static final int AT_ONCE = 100;

    private Removals() {}

    static State stateAfter(Sql sql, Backend backend, Removal removal) {
        return switch (removal) {
            case RETIRE -> State.RETIRED;
            case FORGET -> State.FORGOTTEN;
            case IF_UNUSED -> {
                Dependents dependents = DependentsTable.of(sql, backend);
                if (!dependents.none()) {
                    throw new Problem.InUse(
                                    "The backend "
                                            + backend.name()
                                            + " is in use: "
                                            + dependents.sentence()
                                            + ". With retire=true it takes no new files and those"
                                            + " on it stay readable; with forget=true its"
                                            + " credential is destroyed and they cannot be read.")
                            .asException();
                }
                yield dependents.awaitingPurge() ? State.RETIRED : State.FORGOTTEN;
            }
        };
    }

    /** Forgets retired backends that the last file has left; answers how many. */
    static int forgetEmptyRetired(Sql sql, AuditLog audit) {
        List<UUID> empty = DependentsTable.emptyRetired(sql, AT_ONCE);
        for (UUID id : empty) {
            Backend backend = BackendTable.find(sql, id).orElseThrow();
            setState(sql, id, State.FORGOTTEN);
            audit.recordOfService(
                    sql,
                    backend.tenantId(),
                    "backend.forget",
                    BackendRules.target(backend),
                    Map.of("name", backend.name(), "reason", "last_file_left"));
        }
        return empty.size();
    }

    static void setState(Sql sql, UUID id, State state) {
        BackendTable.setState(sql, id, state);
        if (state == State.FORGOTTEN) {
            SealedCredentials.destroy(sql, id);
        }
    }
}

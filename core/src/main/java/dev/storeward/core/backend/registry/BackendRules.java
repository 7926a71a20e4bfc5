package dev.storeward.core.backend.registry;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.record.BackendTable;
import dev.storeward.core.db.Sql;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What every change of a backend asks first, and what it tells afterwards. */
final class BackendRules {
    private BackendRules() {}

    static void requireRuleOver(Caller caller, Backend backend) {
        UUID tenantId = backend.tenantId();
        if (tenantId == null) {
            caller.requireSuperAdmin();
        } else {
            caller.requireSupervisorOf(tenantId, unknown(backend.id()));
        }
    }

    /** Passes what is not the operator's own. */
    static UUID requireTenants(Backend backend) {
        UUID tenantId = backend.tenantId();
        if (tenantId == null) {
            throw new Problem.InUse(
                            "This is the operator's own backend: change it in the server's"
                                    + " configuration.")
                    .asException();
        }
        return tenantId;
    }

    static String target(Backend backend) {
        return "backend:" + backend.id();
    }

    static Map<String, Object> details(Backend backend) {
        return Map.of(
                "name",
                backend.name(),
                "connector",
                backend.spec().connector(),
                "settings",
                backend.spec().settings());
    }

    /** Locks a backend that is still as it was when its place was asked. */
    static Backend unchanged(Sql sql, Backend asked) {
        Backend now = found(BackendTable.lock(sql, asked.id()), asked.id());
        if (now.credentialVersion() != asked.credentialVersion()
                || !now.spec().settings().equals(asked.spec().settings())) {
            throw new Problem.Busy("The backend was changed meanwhile. Send the request again.")
                    .asException();
        }
        return now;
    }

    static Backend found(Optional<Backend> backend, UUID id) {
        return backend.orElseThrow(() -> unknown(id).asException());
    }

    private static Problem.NotFound unknown(UUID id) {
        return new Problem.NotFound("There is no backend " + id + ".");
    }

    static Problem noTenant(UUID id) {
        return new Problem.NotFound("There is no tenant " + id + ".");
    }

    static Problem nameTaken(String name) {
        return new Problem.AlreadyExists(
                "name", "There is an active backend named " + name + ": choose another name.");
    }
}

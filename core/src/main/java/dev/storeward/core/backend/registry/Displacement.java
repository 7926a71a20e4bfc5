package dev.storeward.core.backend.registry;

import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.Backend.State;
import dev.storeward.core.backend.credential.SealedCredentials;
import dev.storeward.core.backend.location.LocationTable;
import dev.storeward.core.backend.record.BackendTable;
import dev.storeward.core.db.Sql;
import dev.storeward.store.connector.Connector;
import java.util.Map;
import java.util.UUID;

/**
 * Forgets the backends of others that merely name a place which somebody has proven, or one that
 * overlaps it. Only backends that never proved themselves and have no file there are forgotten.
 */
public final class Displacement {
    private Displacement() {}

    /**
     * The place of a backend that proved itself for the first time becomes its owner's. One that
     * did so before keeps its place, whoever named it since.
     *
     * @throws dev.storeward.core.ProblemException {@code AlreadyExists} when it overlaps another's
     */
    static void claim(Sql sql, AuditLog audit, Backend backend, Connector.Place place) {
        LocationTable.lock(sql);
        if (BackendTable.proven(sql, backend.id())) {
            return;
        }
        LocationTable.Claim claim =
                new LocationTable.Claim(
                        backend.tenantId(), backend.spec().connector(), place, true);
        LocationTable.requireFree(sql, claim);
        to(sql, audit, claim);
    }

    /** Needs {@link LocationTable#lock}, and a claim that passed. */
    public static void to(Sql sql, AuditLog audit, LocationTable.Claim claim) {
        for (UUID location : LocationTable.yielding(sql, claim)) {
            for (Backend backend : BackendTable.at(sql, location)) {
                BackendTable.setState(sql, backend.id(), State.FORGOTTEN);
                SealedCredentials.destroy(sql, backend.id());
                audit.recordOfService(
                        sql,
                        backend.tenantId(),
                        "backend.forget",
                        "backend:" + backend.id(),
                        Map.of("name", backend.name(), "reason", "never_proven"));
            }
        }
    }
}

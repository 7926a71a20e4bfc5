package dev.storeward.core.backend.operator;

import dev.storeward.core.Problem;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.Backend.State;
import dev.storeward.core.backend.credential.SealedCredentials;
import dev.storeward.core.backend.location.LocationTable;
import dev.storeward.core.backend.record.BackendTable;
import dev.storeward.core.backend.record.SealedBackends;
import dev.storeward.core.backend.registry.Displacement;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.Credential;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The operator's backend, where files go by default. Every node may run it at its start; all of
 * them are to be configured alike.
 */
public final class SharedBackend {
    /** Its name among the backends that belong to no tenant. */
    public static final String NAME = "shared";

    private final Tx tx;
    private final AuditLog audit;
    private final SealedBackends sealed;

    public SharedBackend(Tx tx, AuditLog audit, SealedCredentials credentials) {
        this.tx = tx;
        this.audit = audit;
        this.sealed = new SealedBackends(credentials);
    }

    /**
     * Registers the place the operator configured, or brings the registered one up to date. A
     * backend at another place is retired: its credential stays sealed, its files readable. The
     * folder of a place that was none before is made here, and never again.
     *
     * @throws dev.storeward.core.ProblemException {@code AlreadyExists} when the place overlaps
     *     another one
     * @throws dev.storeward.store.StoreException {@code INVALID} when the specification is not one
     *     of a place; another code when its folder cannot be made
     */
    public Backend ensure(Connector connector, BackendSpec spec, Credential credential) {
        Connector.Place place = connector.place(spec);
        return tx.forSystem()
                .transaction(sql -> {
                    LocationTable.lock(sql);
                    LocationTable.Claim claim =
                            new LocationTable.Claim(null, spec.connector(), place, true);
                    UUID location = LocationTable.findOrCreate(sql, claim);
                    requireForAll(sql, location);
                    Displacement.to(sql, audit, claim);
                    Optional<Backend> current = BackendTable.active(sql, null, NAME);
                    if (current.isPresent() && current.get().locationId().equals(location)) {
                        return refreshed(sql, current.get(), spec, credential);
                    }
                    if (BackendTable.at(sql, location).isEmpty()) {
                        // A start that fails here leaves no backend, and the next one tries again.
                        connector.make(spec);
                    }
                    current.ifPresent(old -> BackendTable.setState(sql, old.id(), State.RETIRED));
                    return register(sql, location, spec, credential);
                });
    }

    private static void requireForAll(Sql sql, UUID location) {
        if (BackendTable.dedicatedToAnyone(sql, location)) {
            throw new Problem.AlreadyExists(
                            "settings",
                            "This place is dedicated to one tenant: the shared files need another"
                                    + " bucket or folder.")
                    .asException();
        }
    }

    private Backend register(Sql sql, UUID location, BackendSpec spec, Credential credential) {
        Backend backend =
                sealed.insert(
                        sql,
                        new BackendTable.NewRow(
                                Ids.next(),
                                null,
                                null,
                                NAME,
                                "",
                                location,
                                spec,
                                State.ACTIVE,
                                true),
                        credential);
        record(sql, "backend.register", backend);
        return backend;
    }

    private Backend refreshed(Sql sql, Backend current, BackendSpec spec, Credential credential) {
        if (!sealed.refresh(sql, current, spec, credential)) {
            return current;
        }
        record(sql, "backend.update", current);
        return BackendTable.find(sql, current.id()).orElseThrow();
    }

    private void record(Sql sql, String action, Backend backend) {
        audit.recordOfService(
                sql,
                action,
                "backend:" + backend.id(),
                Map.of("name", NAME, "connector", backend.spec().connector()));
    }
}

package dev.storeward.core.backend.registry;

import dev.storeward.core.Page;
import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.registry.Backend.State;
import dev.storeward.core.backend.registry.BackendTable.Dependents;
import dev.storeward.core.backend.registry.PlaceChecks.Checked;
import dev.storeward.core.db.Alongside;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.store.Connector;
import dev.storeward.store.ConnectorSchema;
import dev.storeward.store.Outbound;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The backends of the tenants. Safe for use by several threads. */
public final class Backends {
    private static final int FORGOTTEN_AT_ONCE = 100;

    private final Tx tx;
    private final AuditLog audit;
    private final SealedCredentials credentials;
    private final PlaceChecks checks;

    /** What registering asks besides the database. */
    public record Gate(
            Map<String, Connector> connectors,
            Outbound tenantsOutbound,
            LocalRoots roots,
            SecureRandom random) {}

    public Backends(Tx tx, AuditLog audit, SealedCredentials credentials, Gate gate) {
        this.tx = tx;
        this.audit = audit;
        this.credentials = credentials;
        this.checks =
                new PlaceChecks(
                        gate.connectors(),
                        gate.tenantsOutbound(),
                        gate.roots(),
                        new ProbeObject(gate.random()));
    }

    /** The kinds of backends there are, by name. */
    public List<ConnectorSchema> connectors() {
        return checks.schemas();
    }

    /**
     * Registers a place of a tenant. Its files come back when the same place was registered before.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden} also for one who is no super
     *     admin and wants no proof, {@code NotFound}, {@code Invalid} also when the place does not
     *     prove itself, {@code AlreadyExists} when the name is taken or the place overlaps another
     */
    public Backend register(
            Caller caller, UUID tenantId, NewBackend made, Alongside<Backend> alongside) {
        caller.requireSupervisorOf(tenantId);
        if (!made.verify() && caller.role() != Role.SUPER_ADMIN) {
            throw new Problem.Forbidden(
                            "Only a super admin may register a place that did not prove itself:"
                                    + " leave out verify=false.")
                    .asException();
        }
        Checked checked = checks.check(caller, made);
        tx.forSystem()
                .run(sql -> {
                    if (!BackendTable.tenantExists(sql, tenantId)) {
                        throw new Problem.NotFound("There is no tenant " + tenantId + ".")
                                .asException();
                    }
                    if (BackendTable.nameTaken(sql, tenantId, made.name())) {
                        throw nameTaken(made.name()).asException();
                    }
                });
        // Overlaps are told of only to those who hold a credential of the place: nobody else may
        // ask which buckets are in use.
        Checked proven = made.verify() ? checks.verify(checked) : checked;
        try {
            return tx.forSystem()
                    .transaction(sql -> {
                        Backend backend = insert(sql, tenantId, made, proven);
                        record(sql, caller, "backend.register", backend);
                        alongside.in(sql, backend);
                        return backend;
                    });
        } catch (DatabaseException e) {
            if (e.constraint().equals("backend_name")) {
                throw nameTaken(made.name()).asException();
            }
            throw e;
        }
    }

    private Backend insert(Sql sql, UUID tenantId, NewBackend made, Checked checked) {
        LocationTable.lock(sql);
        UUID location =
                LocationTable.findOrCreate(
                        sql, tenantId, checked.spec().connector(), checked.place());
        UUID id = Ids.next();
        Backend backend =
                BackendTable.insert(
                        sql,
                        new BackendTable.NewRow(
                                id,
                                tenantId,
                                BackendName.of(made, id),
                                made.displayName(),
                                location,
                                checked.spec()));
        credentials.write(
                sql,
                new SealedCredentials.Owner(tenantId, backend.id(), backend.credentialVersion()),
                checked.credential());
        return backend;
    }

    /** The backends of a tenant in the order of their creation, forgotten ones left out. */
    public Page<Backend> list(Caller caller, UUID tenantId, PageRequest page) {
        caller.requireSupervisorOf(tenantId);
        UUID after = page.after();
        return Page.of(
                tx.forSystem()
                        .statement(sql -> {
                            if (!BackendTable.tenantExists(sql, tenantId)) {
                                throw new Problem.NotFound("There is no tenant " + tenantId + ".")
                                        .asException();
                            }
                            return BackendTable.ofTenant(sql, tenantId, after, page.limit() + 1);
                        }),
                page.limit(),
                backend -> backend.id().toString());
    }

    public Backend get(Caller caller, UUID id) {
        Backend backend = found(tx.forSystem().statement(sql -> BackendTable.find(sql, id)), id);
        requireRuleOver(caller, backend);
        return backend;
    }

    /**
     * Retires or forgets a backend. Nothing in its bucket is touched.
     *
     * @throws dev.storeward.core.ProblemException {@code InUse} with what depends on it, when it is
     *     to go only unused; also for the operator's own, which the start's configuration names
     */
    public void remove(Caller caller, UUID id, Removal removal, Alongside<Backend> alongside) {
        tx.forSystem()
                .run(sql -> {
                    Backend backend = found(BackendTable.lock(sql, id), id);
                    requireRuleOver(caller, backend);
                    if (backend.tenantId() == null) {
                        throw new Problem.InUse(
                                        "This is the operator's own backend: change it in"
                                                + " the server's configuration.")
                                .asException();
                    }
                    State state = stateAfter(sql, backend, removal);
                    setState(sql, backend.id(), state);
                    record(
                            sql,
                            caller,
                            state == State.RETIRED ? "backend.retire" : "backend.forget",
                            backend);
                    alongside.in(sql, backend);
                });
    }

    private static State stateAfter(Sql sql, Backend backend, Removal removal) {
        return switch (removal) {
            case RETIRE -> State.RETIRED;
            case FORGET -> State.FORGOTTEN;
            case IF_UNUSED -> {
                Dependents dependents = BackendTable.dependents(sql, backend);
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

    /**
     * Destroys the credentials of retired backends that the last file has left; answers how many.
     * For the recurring work.
     */
    public int forgetEmptyRetired() {
        return tx.forSystem()
                .transaction(sql -> {
                    List<UUID> empty = BackendTable.emptyRetired(sql, FORGOTTEN_AT_ONCE);
                    empty.forEach(id -> setState(sql, id, State.FORGOTTEN));
                    return empty.size();
                });
    }

    private static void setState(Sql sql, UUID id, State state) {
        BackendTable.setState(sql, id, state);
        if (state == State.FORGOTTEN) {
            SealedCredentials.destroy(sql, id);
        }
    }

    private static void requireRuleOver(Caller caller, Backend backend) {
        UUID tenantId = backend.tenantId();
        if (tenantId == null) {
            caller.requireSuperAdmin();
        } else {
            caller.requireSupervisorOf(tenantId);
        }
    }

    private void record(Sql sql, Caller caller, String action, Backend backend) {
        audit.record(
                sql,
                caller,
                backend.tenantId(),
                action,
                "backend:" + backend.id(),
                Map.of(
                        "name",
                        backend.name(),
                        "connector",
                        backend.spec().connector(),
                        "settings",
                        backend.spec().settings()));
    }

    private static Backend found(Optional<Backend> backend, UUID id) {
        return backend.orElseThrow(
                () -> new Problem.NotFound("There is no backend " + id + ".").asException());
    }

    private static Problem nameTaken(String name) {
        return new Problem.AlreadyExists(
                "name", "There is an active backend named " + name + ": choose another name.");
    }
}

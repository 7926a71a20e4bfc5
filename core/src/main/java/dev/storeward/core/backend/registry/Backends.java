package dev.storeward.core.backend.registry;

import dev.storeward.core.Page;
import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Caps;
import dev.storeward.core.access.Role;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.Backend.State;
import dev.storeward.core.backend.credential.SealedCredentials;
import dev.storeward.core.backend.location.LocationTable;
import dev.storeward.core.backend.record.BackendTable;
import dev.storeward.core.backend.record.SealedBackends;
import dev.storeward.core.backend.record.VerificationTable;
import dev.storeward.core.backend.registry.PlaceChecks.Checked;
import dev.storeward.core.backend.verification.Verification;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.tenant.StorageLock;
import dev.storeward.store.connector.ConnectorSchema;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The backends of the tenants. Safe for use by several threads. */
public final class Backends {
    private final Tx tx;
    private final AuditLog audit;
    private final SealedCredentials credentials;
    private final SealedBackends sealed;
    private final PlaceChecks checks;
    private final Verifications verifications;
    private final SharedVerifications underWay = new SharedVerifications();
    private final Caps caps;

    public Backends(
            Tx tx, AuditLog audit, SealedCredentials credentials, RegistrationContext context) {
        this.tx = tx;
        this.audit = audit;
        this.credentials = credentials;
        this.sealed = new SealedBackends(credentials);
        this.checks = new PlaceChecks(context);
        this.verifications = new Verifications(context);
        this.caps = context.caps();
    }

    /** The kinds of backends there are, by name. */
    public List<ConnectorSchema> connectors() {
        return checks.schemas();
    }

    /**
     * Registers a place of a tenant. Its files come back when the same place was registered before.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden}, {@code NotFound}, {@code
     *     Invalid}, {@code Unproven} when the place does not prove itself, {@code AlreadyExists}
     *     when the name is taken or the place overlaps another, {@code InUse} when there are too
     *     many, {@code RateLimited} when too many are verified at once
     */
    public Backend register(
            Caller caller, UUID tenantId, NewBackend made, InSameTransaction<Backend> alongside) {
        caller.requireSupervisorOf(tenantId);
        Checked checked = checks.check(caller, made, externalId(tenantId));
        tx.forTenant(tenantId)
                .run(sql -> {
                    if (BackendTable.nameTaken(sql, tenantId, made.name())) {
                        throw BackendRules.nameTaken(made.name()).asException();
                    }
                    requireRoom(sql, caller, tenantId);
                });
        Optional<Verification> proof =
                made.verify()
                        ? Optional.of(verifications.requireProof(caller, tenantId, checked))
                        : Optional.empty();
        if (proof.isEmpty()) {
            verifications.requireTrust(checked);
        }
        // Overlaps with others' places are told of only to those who hold a credential of the
        // place: nobody else may ask which buckets are in use.
        LocationTable.Claim claim =
                new LocationTable.Claim(
                        tenantId,
                        made.connector(),
                        checked.place(),
                        proof.isPresent() || caller.role() == Role.SUPER_ADMIN);
        try {
            return tx.forSystem()
                    .transaction(sql -> {
                        requireRoom(sql, caller, tenantId);
                        Backend backend = insert(sql, made, claim, checked, proof);
                        audit.record(
                                sql,
                                caller,
                                tenantId,
                                "backend.register",
                                BackendRules.target(backend),
                                BackendRules.details(backend));
                        alongside.in(sql, backend);
                        return backend;
                    });
        } catch (DatabaseException e) {
            if (e.constraint().equals("backend_name")) {
                throw BackendRules.nameTaken(made.name()).asException();
            }
            throw e;
        }
    }

    private void requireRoom(Sql sql, Caller caller, UUID tenantId) {
        Caps.require(
                caller,
                caps.backends(),
                "storage configurations of this tenant",
                most -> BackendTable.countOf(sql, tenantId, most));
    }

    /** Everything wrong with the shape and address of a backend; no place is asked. */
    public List<Problem.FieldProblem> problems(Caller caller, UUID tenantId, NewBackend made) {
        caller.requireSupervisorOf(tenantId);
        return checks.problems(caller, made, externalId(tenantId));
    }

    private UUID externalId(UUID tenantId) {
        return tx.forTenant(tenantId)
                .statement(sql -> BackendTable.externalId(sql, tenantId))
                .orElseThrow(() -> BackendRules.noTenant(tenantId).asException());
    }

    private Backend insert(
            Sql sql,
            NewBackend made,
            LocationTable.Claim claim,
            Checked checked,
            Optional<Verification> proof) {
        LocationTable.lock(sql);
        UUID location = LocationTable.findOrCreate(sql, claim);
        if (proof.isPresent()) {
            Displacement.to(sql, audit, claim);
        }
        UUID id = Ids.next();
        Backend backend =
                sealed.insert(
                        sql,
                        new BackendTable.NewRow(
                                id,
                                claim.owner(),
                                null,
                                BackendName.of(made, id),
                                made.displayName(),
                                location,
                                checked.spec(),
                                State.ACTIVE,
                                proof.isPresent()),
                        checked.credential());
        return proof.map(verification -> VerificationTable.keep(sql, id, verification))
                .orElse(backend);
    }

    /**
     * Asks the place of a backend, and keeps what came of it. Who asks while it is asked already is
     * told what came of that.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden}; {@code NotFound}; {@code
     *     AlreadyExists} when the place proved itself for the first time and overlaps another that
     *     did so before; {@code Busy} when the backend was changed meanwhile; {@code RateLimited}
     *     when too many are verified at once
     */
    public Verified verify(Caller caller, UUID id) {
        return verify(caller, id, InSameTransaction.nothing());
    }

    /** As {@link #verify(Caller, UUID)}. */
    public Verified verify(Caller caller, UUID id, InSameTransaction<Verified> alongside) {
        Backend backend = get(caller, id);
        Verification verification =
                underWay.ask(
                        backend.id(),
                        () -> verifications.ask(caller, backend, credentials.of(backend)));
        return tx.forSystem()
                .transaction(sql -> {
                    if (verification.passed()) {
                        Displacement.claim(sql, audit, backend, verifications.placeOf(backend));
                    }
                    Backend before = BackendRules.unchanged(sql, backend);
                    Backend after = VerificationTable.keep(sql, id, verification);
                    audit.record(
                            sql,
                            caller,
                            backend.tenantId(),
                            "backend.verify",
                            BackendRules.target(backend),
                            Verifications.details(before, after));
                    Verified verified = new Verified(after, verification);
                    alongside.in(sql, verified);
                    return verified;
                });
    }

    /** The backends of a tenant in the order of their creation, forgotten ones left out. */
    public Page<Backend> list(Caller caller, UUID tenantId, PageRequest page) {
        caller.requireSupervisorOf(tenantId);
        UUID after = page.after();
        return Page.of(
                tx.forTenant(tenantId)
                        .statement(sql -> {
                            if (BackendTable.externalId(sql, tenantId).isEmpty()) {
                                throw BackendRules.noTenant(tenantId).asException();
                            }
                            return BackendTable.ofTenant(sql, tenantId, after, page.limit() + 1);
                        }),
                page.limit(),
                backend -> backend.id().toString());
    }

    /**
     * The active backend of a name.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden}; {@code NotFound}
     */
    public Backend byName(Caller caller, UUID tenantId, String name) {
        caller.requireSupervisorOf(tenantId);
        return tx.forTenant(tenantId)
                .statement(sql -> BackendTable.named(sql, tenantId, name))
                .orElseThrow(() ->
                        new Problem.NotFound("There is no active backend named " + name + ".")
                                .asException());
    }

    public Backend get(Caller caller, UUID id) {
        Backend backend =
                BackendRules.found(tx.forSystem().statement(sql -> BackendTable.find(sql, id)), id);
        BackendRules.requireRuleOver(caller, backend);
        return backend;
    }

    /**
     * Retires or forgets a backend. Nothing in its bucket is touched.
     *
     * @throws dev.storeward.core.ProblemException {@code InUse} with what depends on it, when it is
     *     to go only unused; also for the operator's own, which the start's configuration names;
     *     {@code MigrationInProgress} while files of its tenant move
     */
    public void remove(
            Caller caller, UUID id, Removal removal, InSameTransaction<Backend> alongside) {
        tx.forSystem()
                .run(sql -> {
                    Backend known = BackendRules.found(BackendTable.find(sql, id), id);
                    BackendRules.requireRuleOver(caller, known);
                    StorageLock.require(sql, BackendRules.requireTenants(known));
                    Backend backend = BackendRules.found(BackendTable.lock(sql, id), id);
                    State state = Removals.stateAfter(sql, backend, removal);
                    Removals.setState(sql, backend.id(), state);
                    audit.record(
                            sql,
                            caller,
                            backend.tenantId(),
                            state == State.RETIRED ? "backend.retire" : "backend.forget",
                            BackendRules.target(backend),
                            BackendRules.details(backend));
                    alongside.in(sql, backend);
                });
    }

    /**
     * Destroys the credentials of retired backends that the last file has left; answers how many.
     * For the recurring work.
     */
    public int forgetEmptyRetired() {
        return tx.forSystem().transaction(sql -> Removals.forgetEmptyRetired(sql, audit));
    }
}

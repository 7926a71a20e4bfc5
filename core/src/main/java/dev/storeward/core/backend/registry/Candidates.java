package dev.storeward.core.backend.registry;

import dev.storeward.core.access.Caller;
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
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import java.util.Optional;
import java.util.UUID;

/**
 * Backends of tenants that are known and sealed, and take no files until they proved themselves.
 * What takes a {@link Sql} belongs to the caller's transaction. Safe for use by several threads.
 */
public final class Candidates {
    private final Tx tx;
    private final AuditLog audit;
    private final SealedCredentials credentials;
    private final SealedBackends sealed;
    private final PlaceChecks checks;
    private final Verifications verifications;

    public Candidates(
            Tx tx, AuditLog audit, SealedCredentials credentials, RegistrationContext context) {
        this.tx = tx;
        this.audit = audit;
        this.credentials = credentials;
        this.sealed = new SealedBackends(credentials);
        this.checks = new PlaceChecks(context);
        this.verifications = new Verifications(context);
    }

    /** A place whose shape, rights and address are right; nobody asked it yet. */
    public static final class Shaped {
        private final UUID tenantId;
        private final NewBackend made;
        private final Checked checked;

        private Shaped(UUID tenantId, NewBackend made, Checked checked) {
            this.tenantId = tenantId;
            this.made = made;
            this.checked = checked;
        }
    }

    /**
     * Looks at what can be seen without a request.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound} without such a tenant; {@code
     *     Invalid} with every wrong field
     */
    public Shaped check(Caller caller, UUID tenantId, NewBackend made) {
        UUID externalId =
                tx.forTenant(tenantId)
                        .statement(sql -> BackendTable.externalId(sql, tenantId))
                        .orElseThrow(() -> BackendRules.noTenant(tenantId).asException());
        return new Shaped(tenantId, made, checks.check(caller, made, externalId));
    }

    /**
     * Keeps a place as a candidate, its credential sealed.
     *
     * @throws dev.storeward.core.ProblemException {@code AlreadyExists} when it overlaps another
     */
    public Backend add(Sql sql, Shaped shaped) {
        LocationTable.lock(sql);
        UUID location = LocationTable.findOrCreate(sql, claim(shaped.tenantId, shaped.checked));
        UUID id = Ids.next();
        return sealed.insert(
                sql,
                new BackendTable.NewRow(
                        id,
                        shaped.tenantId,
                        null,
                        BackendName.of(shaped.made, id),
                        shaped.made.displayName(),
                        location,
                        shaped.checked.spec(),
                        State.CANDIDATE,
                        false),
                shaped.checked.credential());
    }

    private static LocationTable.Claim claim(UUID tenantId, Checked checked) {
        return new LocationTable.Claim(tenantId, checked.spec().connector(), checked.place(), true);
    }

    /** A backend in whatever state. */
    public Optional<Backend> find(Sql sql, UUID id) {
        return BackendTable.inAnyState(sql, id);
    }

    /** Asks the place of a candidate, or of any other backend. Makes requests. */
    public Verification ask(Backend backend) {
        return verifications.ask(backend, credentials.of(backend));
    }

    /** Keeps what came of asking. */
    public void keep(Sql sql, Backend backend, Verification verification) {
        VerificationTable.keep(sql, backend.id(), verification);
    }

    /**
     * Makes a candidate that proved itself an active backend; others that merely named its place
     * make way.
     *
     * @throws dev.storeward.core.ProblemException {@code AlreadyExists} when it overlaps another
     *     that was proven before
     */
    public void activate(Sql sql, Backend candidate, Verification proof) {
        LocationTable.lock(sql);
        LocationTable.Claim claim =
                new LocationTable.Claim(
                        candidate.tenantId(),
                        candidate.spec().connector(),
                        verifications.placeOf(candidate),
                        true);
        LocationTable.requireFree(sql, claim);
        Displacement.to(sql, audit, claim);
        BackendTable.setState(sql, candidate.id(), State.ACTIVE);
        VerificationTable.keep(sql, candidate.id(), proof);
    }

    /** Takes no new files on an active backend from now on; those on it stay readable. */
    public void retire(Sql sql, UUID id) {
        BackendTable.lock(sql, id)
                .filter(backend -> backend.state() == State.ACTIVE)
                .ifPresent(backend -> Removals.setState(sql, id, State.RETIRED));
    }

    /**
     * Destroys the credential of a backend that another reaches the place for, or that never
     * served.
     */
    public void destroy(Sql sql, UUID id) {
        Removals.setState(sql, id, State.FORGOTTEN);
    }
}

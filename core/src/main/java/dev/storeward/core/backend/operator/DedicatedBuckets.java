package dev.storeward.core.backend.operator;

import dev.storeward.core.Problem;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.Backend.State;
import dev.storeward.core.backend.credential.SealedCredentials;
import dev.storeward.core.backend.location.LocationTable;
import dev.storeward.core.backend.record.BackendTable;
import dev.storeward.core.backend.record.SealedBackends;
import dev.storeward.core.backend.record.VerificationTable;
import dev.storeward.core.backend.registry.Displacement;
import dev.storeward.core.backend.registry.RegistrationContext;
import dev.storeward.core.backend.verification.Verification;
import dev.storeward.core.backend.verification.Verifier;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.tenant.StorageLock;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.Redacted;
import dev.storeward.store.StoreException;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.BucketMaker;
import dev.storeward.store.connector.BucketMaker.Made;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.Credential;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Buckets that the operator has made for one tenant each. They belong to the operator and are
 * reached with its credential; each is used for its own tenant only. Safe for use by several
 * threads.
 */
public final class DedicatedBuckets {
    /** The name by which a tenant knows its own. */
    public static final String NAME = "dedicated";

    private static final int RETRY_SECONDS = 60;

    private final AuditLog audit;
    private final SealedBackends sealed;
    private final RegistrationContext context;
    private final DedicatedBucketTemplate template;
    private final Supplier<UUID> installation;

    /**
     * @param installation tells whose buckets they are, now
     */
    public DedicatedBuckets(
            AuditLog audit,
            SealedCredentials credentials,
            RegistrationContext context,
            DedicatedBucketTemplate template,
            Supplier<UUID> installation) {
        this.audit = audit;
        this.sealed = new SealedBackends(credentials);
        this.context = context;
        this.template = template;
        this.installation = installation;
    }

    /** A bucket that is there, is the tenant's and proved itself; not stored yet. */
    public record Ready(UUID tenantId, BackendSpec spec, Verification proof) {}

    /**
     * Makes a tenant's bucket, or takes the one that was made for it before. Makes requests; safe
     * to call again.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when the bucket is somebody
     *     else's; {@code Unavailable} when it cannot be made or does not prove itself
     */
    public Ready make(UUID tenantId) {
        Tx.requireNone();
        BackendSpec spec = template.of(tenantId);
        Connector connector = connector();
        Credential credential = template.credential();
        try {
            Made made = maker(connector).make(spec, credential, context.operatorsOutbound());
            if (made == Made.TAKEN) {
                throw OwnershipMarkers.refused("belongs to somebody else");
            }
            try (ObjectStore store =
                    connector.open(spec, credential, context.operatorsOutbound())) {
                OwnershipMarkers.of(installation.get(), tenantId).claim(store);
            }
        } catch (StoreException e) {
            throw new Problem.Unavailable(
                            "The dedicated bucket could not be made. "
                                    + Redacted.text(String.valueOf(e.getMessage()))
                                    + " The operator checks STOREWARD_DEDICATED_URL and its keys.",
                            RETRY_SECONDS)
                    .asException(e);
        }
        Verification proof =
                context.verifier()
                        .verify(
                                new Verifier.Subject(
                                        connector, spec, credential, context.operatorsOutbound()));
        if (!proof.passed()) {
            throw new Problem.Unavailable(
                            "The dedicated bucket did not prove itself. "
                                    + proof.failed().getFirst().message()
                                    + " "
                                    + proof.failed().getFirst().remedy(),
                            RETRY_SECONDS)
                    .asException();
        }
        return new Ready(tenantId, spec, proof);
    }

    /**
     * Stores a bucket that is ready as the tenant's one dedicated backend; one at another place is
     * retired. Needs the tenant's {@link StorageLock}.
     *
     * @throws dev.storeward.core.ProblemException {@code AlreadyExists} when its place is in other
     *     use
     */
    public Backend store(Sql sql, Ready ready) {
        LocationTable.lock(sql);
        LocationTable.Claim claim =
                new LocationTable.Claim(
                        null, ready.spec().connector(), connector().place(ready.spec()), true);
        UUID location = LocationTable.findOrCreate(sql, claim);
        if (BackendTable.usedForOthers(sql, location, ready.tenantId())) {
            throw OwnershipMarkers.refused("is registered for somebody else");
        }
        Displacement.to(sql, audit, claim);
        Optional<Backend> current = of(sql, ready.tenantId());
        Backend backend =
                current.filter(known -> known.locationId().equals(location))
                        .map(known -> refreshed(sql, known, ready.spec()))
                        .orElseGet(() -> {
                            current.ifPresent(
                                    old -> BackendTable.setState(sql, old.id(), State.RETIRED));
                            return inserted(sql, ready, location);
                        });
        return VerificationTable.keep(sql, backend.id(), ready.proof());
    }

    /**
     * Brings buckets that were made before up to date with what the operator configured, where they
     * lie at the same place still: new keys, another name of the same server. For the start.
     */
    public void renew(Tx tx) {
        for (UUID tenantId : tx.forSystem().statement(BackendTable::dedicatedTenants)) {
            BackendSpec spec = template.of(tenantId);
            Connector.Place place = connector().place(spec);
            tx.forSystem()
                    .run(sql ->
                            of(sql, tenantId)
                                    .filter(known ->
                                            known.spec().connector().equals(spec.connector())
                                                    && connector()
                                                            .place(known.spec())
                                                            .equals(place))
                                    .ifPresent(known -> refreshed(sql, known, spec)));
        }
    }

    /** The active backend that is dedicated to a tenant. */
    public Optional<Backend> of(Sql sql, UUID tenantId) {
        return BackendTable.dedicated(sql, tenantId);
    }

    private Backend inserted(Sql sql, Ready ready, UUID location) {
        return sealed.insert(
                sql,
                new BackendTable.NewRow(
                        Ids.next(),
                        null,
                        ready.tenantId(),
                        NAME + "-" + ready.tenantId(),
                        "",
                        location,
                        ready.spec(),
                        State.ACTIVE,
                        true),
                template.credential());
    }

    private Backend refreshed(Sql sql, Backend known, BackendSpec spec) {
        return sealed.refresh(sql, known, spec, template.credential())
                ? BackendTable.find(sql, known.id()).orElseThrow()
                : known;
    }

    private Connector connector() {
        return Optional.ofNullable(context.connectors().get(template.common().connector()))
                .orElseThrow(() ->
                        new StoreException(
                                StoreException.Code.INVALID,
                                "This server has no connector named "
                                        + template.common().connector()
                                        + "."));
    }

    private static BucketMaker maker(Connector connector) {
        return connector
                .buckets()
                .orElseThrow(() ->
                        new StoreException(
                                StoreException.Code.INVALID,
                                "Buckets of the kind "
                                        + connector.schema().name()
                                        + " are not made by Storeward."));
    }
}

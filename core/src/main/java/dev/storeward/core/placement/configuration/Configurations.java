package dev.storeward.core.placement.configuration;

import dev.storeward.core.NextStep;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.operator.DedicatedBuckets;
import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.backend.registry.Candidates;
import dev.storeward.core.backend.registry.NewBackend;
import dev.storeward.core.backend.verification.Verification;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.placement.Destinations;
import dev.storeward.core.placement.StorageKind;
import dev.storeward.core.placement.configuration.ConfigurationTable.State;
import dev.storeward.core.placement.configuration.ConfigurationTable.Version;
import dev.storeward.core.tenant.Plan;
import dev.storeward.core.tenant.StorageLock;
import dev.storeward.core.tenant.Tenants;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The storage that the operator gives tenants: shared, dedicated or their own. What a tenant brings
 * is a candidate first and takes files only once it proved itself. For super admins. Safe for use
 * by several threads.
 */
public final class Configurations {
    private static final int RETRY_SECONDS = 60;

    private final Tx tx;
    private final AuditLog audit;
    private final Origins origins;
    private final Validations validations;
    private final Executor rightAway;
    private final Succession succession;

    /** Where backends come from. */
    public record Origins(Backends backends, Candidates candidates, DedicatedBuckets dedicated) {}

    /**
     * @param rightAway runs the first validation of a candidate beside the request
     */
    public Configurations(
            Tx tx, AuditLog audit, Origins origins, Validations validations, Executor rightAway) {
        this.tx = tx;
        this.audit = audit;
        this.origins = origins;
        this.validations = validations;
        this.rightAway = rightAway;
        this.succession = new Succession(origins.candidates());
    }

    /**
     * What is configured: the candidate while there is one, else what is in force.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden}; {@code NotFound}
     */
    public Configuration get(Caller caller, UUID tenantId) {
        caller.requireSuperAdmin();
        return tx.forTenant(tenantId).transaction(sql -> read(sql, tenantId));
    }

    /**
     * Registers a tenant's own bucket as a candidate, in the place of one that is not valid yet.
     *
     * @param made its name for people is what it is called
     * @throws dev.storeward.core.ProblemException {@code Forbidden}; {@code NotFound}; {@code
     *     TierRequired}; {@code Invalid}; {@code AlreadyExists} when the place overlaps another;
     *     {@code MigrationInProgress}
     */
    public Configuration bring(
            Caller caller,
            UUID tenantId,
            NewBackend made,
            String reason,
            InSameTransaction<Configuration> alongside) {
        Why why = Why.given(caller, reason);
        Candidates.Shaped shaped = origins.candidates().check(caller, tenantId, made);
        AtomicReference<@Nullable Version> added = new AtomicReference<>();
        Configuration configuration =
                // A place may overlap another tenant's.
                tx.forSystem()
                        .transaction(sql -> {
                            Terms.begin(sql, tenantId, Plan.ENTERPRISE);
                            succession.withdraw(sql, tenantId);
                            Backend backend = origins.candidates().add(sql, shaped);
                            Version version =
                                    ConfigurationTable.insert(
                                            sql,
                                            tenantId,
                                            StorageKind.OWN,
                                            backend.id(),
                                            State.CANDIDATE,
                                            why);
                            added.set(version);
                            record(sql, why, tenantId, "storage.configure", backend);
                            return told(sql, tenantId, alongside);
                        });
        Version version = added.get();
        if (version != null) {
            rightAway.execute(() -> validations.runNow(version.id()));
        }
        return configuration;
    }

    /**
     * Makes a tenant's dedicated bucket, or finds the one made before, proves it and sends new
     * files there.
     *
     * @param reason may be empty
     * @throws dev.storeward.core.ProblemException {@code Forbidden}; {@code NotFound}; {@code
     *     TierRequired}; {@code Invalid} when the bucket is somebody else's; {@code
     *     MigrationInProgress}; {@code Unavailable}
     */
    public Configuration provision(
            Caller caller,
            UUID tenantId,
            String reason,
            InSameTransaction<Configuration> alongside) {
        Why why = Why.maybeGiven(caller, reason);
        tx.forTenant(tenantId).run(sql -> Terms.begin(sql, tenantId, Plan.TEAM));
        DedicatedBuckets.Ready ready = origins.dedicated().make(tenantId);
        // The dedicated bucket, its place and its credential are the operator's.
        return tx.forSystem()
                .transaction(sql -> {
                    Terms.begin(sql, tenantId, Plan.TEAM);
                    Backend backend = origins.dedicated().store(sql, ready);
                    dedicate(sql, why, tenantId, "storage.provision", backend);
                    return told(sql, tenantId, alongside);
                });
    }

    /**
     * Sends new files to the dedicated bucket that was made before, when it still proves itself.
     *
     * @throws dev.storeward.core.ProblemException as {@link #provision}; {@code Invalid} also when
     *     none was made yet
     */
    public Configuration dedicate(
            Caller caller,
            UUID tenantId,
            String reason,
            InSameTransaction<Configuration> alongside) {
        Why why = Why.given(caller, reason);
        Backend backend =
                tx.forTenant(tenantId)
                        .transaction(sql -> {
                            Terms.begin(sql, tenantId, Plan.TEAM);
                            return origins.dedicated().of(sql, tenantId);
                        })
                        .orElseThrow(() -> unprovisioned(tenantId).asException());
        Verification proof = origins.candidates().ask(backend);
        if (!proof.passed()) {
            throw new Problem.Unavailable(Validated.of(proof).message(), RETRY_SECONDS)
                    .asException();
        }
        return tx.forTenant(tenantId)
                .transaction(sql -> {
                    Terms.begin(sql, tenantId, Plan.TEAM);
                    origins.candidates().keep(sql, backend, proof);
                    dedicate(sql, why, tenantId, "storage.configure", backend);
                    return told(sql, tenantId, alongside);
                });
    }

    private static Problem unprovisioned(UUID tenantId) {
        return Problem.invalid(
                "provider_type",
                "This tenant has no dedicated bucket yet.",
                new NextStep.ProvisionDedicated(tenantId));
    }

    private void dedicate(Sql sql, Why why, UUID tenantId, String action, Backend backend) {
        succession.withdraw(sql, tenantId);
        succession.follow(sql, tenantId, backend);
        ConfigurationTable.insert(
                sql, tenantId, StorageKind.DEDICATED, backend.id(), State.ACTIVE, why);
        record(sql, why, tenantId, action, backend);
    }

    /**
     * Sends new files to the shared storage again, and gives up a candidate. Files stay readable
     * where they are.
     *
     * @param reason may be empty
     * @throws dev.storeward.core.ProblemException {@code Forbidden}; {@code NotFound}; {@code
     *     MigrationInProgress}
     */
    public Configuration reset(
            Caller caller,
            UUID tenantId,
            String reason,
            InSameTransaction<Configuration> alongside) {
        Why why = Why.maybeGiven(caller, reason);
        return tx.forTenant(tenantId)
                .transaction(sql -> {
                    StorageLock.require(sql, tenantId);
                    succession.withdraw(sql, tenantId);
                    succession.follow(sql, tenantId, null);
                    audit.record(
                            sql,
                            caller,
                            tenantId,
                            "storage.reset",
                            tenantId.toString(),
                            Map.of("reason", why.reason()));
                    return told(sql, tenantId, alongside);
                });
    }

    /** As {@link #reset}, by who must say why. */
    public Configuration share(
            Caller caller,
            UUID tenantId,
            String reason,
            InSameTransaction<Configuration> alongside) {
        return reset(caller, tenantId, Why.given(caller, reason).reason(), alongside);
    }

    /**
     * Asks the place of the candidate, which comes into force when it passes; without one the place
     * of new files.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden}; {@code NotFound}
     */
    public Validated validate(Caller caller, UUID tenantId) {
        caller.requireSuperAdmin();
        Optional<Version> candidate =
                tx.forTenant(tenantId)
                        .transaction(sql -> {
                            Tenants.planOf(sql, tenantId);
                            return ConfigurationTable.candidate(sql, tenantId);
                        });
        if (candidate.isPresent()) {
            return validations.validate(candidate.get());
        }
        UUID inForce =
                tx.forTenant(tenantId)
                        .transaction(sql ->
                                Optional.ofNullable(
                                                ConfigurationTable.placed(sql, tenantId)
                                                        .backendId())
                                        .or(() ->
                                                Destinations.of(sql, tenantId, StorageKind.SHARED)))
                        .orElseThrow();
        return Validated.of(origins.backends().verify(caller, inForce).verification());
    }

    /** How many tenants' new files go to which kind of place. */
    public Map<StorageKind, Long> distribution(Caller caller) {
        caller.requireSuperAdmin();
        return tx.forSystem().statement(ConfigurationTable::distribution);
    }

    private Configuration told(Sql sql, UUID tenantId, InSameTransaction<Configuration> alongside) {
        Configuration configuration = read(sql, tenantId);
        alongside.in(sql, configuration);
        return configuration;
    }

    private Configuration read(Sql sql, UUID tenantId) {
        Tenants.planOf(sql, tenantId);
        return new ConfigurationReader(sql, origins.candidates()).of(tenantId);
    }

    private void record(Sql sql, Why why, UUID tenantId, String action, Backend backend) {
        audit.record(
                sql,
                why.caller(),
                tenantId,
                action,
                "backend:" + backend.id(),
                Map.of(
                        "name",
                        backend.name(),
                        "settings",
                        backend.spec().settings(),
                        "reason",
                        why.reason()));
    }
}

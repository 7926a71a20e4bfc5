package dev.storeward.core.placement.configuration;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.registry.Candidates;
import dev.storeward.core.backend.verification.Verification;
import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.placement.configuration.Configuration.Validation;
import dev.storeward.core.placement.configuration.ConfigurationTable.State;
import dev.storeward.core.placement.configuration.ConfigurationTable.Version;
import dev.storeward.core.tenant.StorageLock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Validates candidates, on whichever node, and makes those that pass the place of new files. A
 * candidate that fails changes nothing. Safe for use by several threads and nodes.
 */
public final class Validations {
    private static final Logger LOG = LoggerFactory.getLogger(Validations.class);
    private static final int AT_ONCE = 4;

    private final Tx tx;
    private final AuditLog audit;
    private final Candidates candidates;
    private final UUID nodeId;

    public Validations(Tx tx, AuditLog audit, Candidates candidates, UUID nodeId) {
        this.tx = tx;
        this.audit = audit;
        this.candidates = candidates;
        this.nodeId = nodeId;
    }

    /** Validates a few of those that are due; answers how many. For the recurring work. */
    public int run() {
        tx.forSystem().statement(ConfigurationTable::drained);
        return claimed(null);
    }

    /** Validates one candidate now, unless another node is at it. */
    void runNow(UUID versionId) {
        try {
            claimed(versionId);
        } catch (RuntimeException e) {
            if (!DatabaseLog.took(e)) {
                LOG.warn("A configuration is validated later: {}", e.getMessage());
            }
        }
    }

    private int claimed(@Nullable UUID only) {
        List<Version> due =
                tx.forSystem()
                        .transaction(
                                sql -> ConfigurationTable.claimDue(sql, nodeId, only, AT_ONCE));
        for (Version version : due) {
            try {
                validate(version);
            } catch (RuntimeException e) {
                if (!DatabaseLog.took(e)) {
                    LOG.warn(
                            "The configuration {} could not be validated: {}",
                            version.id(),
                            e.getMessage());
                }
            }
        }
        return due.size();
    }

    /** Asks a candidate's place and keeps what came of it. Makes requests. */
    Validated validate(Version version) {
        Backend backend =
                tx.forTenant(version.tenantId())
                        .statement(sql -> candidates.find(sql, version.backendId()))
                        .orElseThrow();
        Verification verification = candidates.ask(backend);
        Validated validated = Validated.of(verification);
        try {
            return tx.forSystem()
                    .transaction(sql -> concluded(sql, version, backend, verification));
        } catch (ProblemException e) {
            if (!(e.problem() instanceof Problem.AlreadyExists overlap)) {
                throw e;
            }
            // Somebody else proved a place around this one since it was configured.
            tx.forTenant(version.tenantId())
                    .run(sql -> {
                        if (isCandidate(sql, version)) {
                            refuse(sql, version, overlap.message());
                        }
                    });
            return validated.but(false, overlap.message());
        }
    }

    private Validated concluded(
            Sql sql, Version version, Backend backend, Verification verification) {
        Optional<UUID> migration = StorageLock.take(sql, version.tenantId());
        Validated validated = Validated.of(verification);
        if (!isCandidate(sql, version)) {
            return validated;
        }
        if (!verification.passed()) {
            candidates.keep(sql, backend, verification);
            refuse(sql, version, validated.message());
            return validated;
        }
        if (migration.isPresent()) {
            String waits =
                    Validated.PASSED + "; it takes effect when the migration under way has ended";
            ConfigurationTable.note(sql, version, Validation.PENDING, waits);
            return validated.but(true, waits);
        }
        candidates.activate(sql, backend, verification);
        new Succession(candidates).follow(sql, version.tenantId(), backend);
        ConfigurationTable.setState(sql, version, State.ACTIVE);
        ConfigurationTable.note(sql, version, Validation.VALID, "");
        audit.recordOfService(
                sql,
                version.tenantId(),
                "storage.activate",
                "backend:" + backend.id(),
                Map.of("name", backend.name(), "reason", version.reason()));
        return validated;
    }

    /** Under the tenant's lock: it may have been replaced, or activated, since it was asked. */
    private static boolean isCandidate(Sql sql, Version version) {
        return ConfigurationTable.candidate(sql, version.tenantId())
                .filter(now -> now.id().equals(version.id()))
                .isPresent();
    }

    private void refuse(Sql sql, Version version, String message) {
        ConfigurationTable.note(sql, version, Validation.INVALID, message);
        audit.recordOfService(
                sql,
                version.tenantId(),
                "storage.invalid",
                "backend:" + version.backendId(),
                Map.of("message", message));
    }
}

package dev.storeward.core.backend.registry;

import dev.storeward.core.ProblemException;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.credential.SealedCredentials;
import dev.storeward.core.backend.record.VerificationTable;
import dev.storeward.core.backend.verification.CheckResult;
import dev.storeward.core.backend.verification.Verification;
import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every active backend about once a day, the operator's own too, and notes when one is
 * degraded or well again. A failure that may pass by itself counts when it was found three times in
 * a row, a quarter of an hour apart. Safe for use by several threads and nodes.
 */
public final class ScheduledVerification {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduledVerification.class);
    private static final int AT_ONCE = 8;
    private static final long PATIENCE = 3;

    /** What may pass without anybody changing anything. */
    private static final Set<String> PASSING =
            Set.of(
                    "unreachable",
                    "unknown",
                    "throttled",
                    "silent",
                    "broken",
                    "truncated",
                    "name_unresolved",
                    "connection_refused",
                    "connect_timeout");

    private final Tx tx;
    private final AuditLog audit;
    private final SealedCredentials credentials;
    private final Verifications verifications;

    public ScheduledVerification(
            Tx tx, AuditLog audit, SealedCredentials credentials, RegistrationContext context) {
        this.tx = tx;
        this.audit = audit;
        this.credentials = credentials;
        this.verifications = new Verifications(context);
    }

    /** Asks a few of those that are due; answers how many those were. For the recurring work. */
    public int run() {
        List<Backend> due =
                tx.forSystem().transaction(sql -> VerificationTable.claimDue(sql, AT_ONCE));
        for (Backend backend : due) {
            try {
                ask(backend);
            } catch (ProblemException e) {
                // It was changed or removed meanwhile, or overlaps a place that was proven before.
                tx.forSystem().run(sql -> VerificationTable.postpone(sql, backend.id()));
            } catch (RuntimeException e) {
                if (!DatabaseLog.took(e)) {
                    LOG.warn("Backend {} could not be verified: {}", backend.id(), e.getMessage());
                }
            }
        }
        return due.size();
    }

    private void ask(Backend backend) {
        Verification verification = verifications.ask(backend, credentials.of(backend));
        tx.forSystem()
                .run(sql -> {
                    if (verification.passed()) {
                        Displacement.claim(sql, audit, backend, verifications.placeOf(backend));
                    }
                    Backend before = BackendRules.unchanged(sql, backend);
                    if (!mayPass(verification)
                            || VerificationTable.retry(sql, backend.id()) >= PATIENCE) {
                        note(sql, before, VerificationTable.keep(sql, backend.id(), verification));
                    }
                });
    }

    private void note(Sql sql, Backend before, Backend after) {
        if (before.health() != after.health()) {
            audit.recordOfService(
                    sql,
                    after.tenantId(),
                    "backend." + after.health().wireName(),
                    BackendRules.target(after),
                    Verifications.details(before, after));
        }
    }

    private static boolean mayPass(Verification verification) {
        return !verification.passed()
                && verification.failed().stream()
                        .map(CheckResult::code)
                        .allMatch(PASSING::contains);
    }
}

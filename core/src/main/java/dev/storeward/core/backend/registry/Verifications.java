package dev.storeward.core.backend.registry;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.registry.PlaceChecks.Checked;
import dev.storeward.core.backend.verification.CheckResult;
import dev.storeward.core.backend.verification.Verification;
import dev.storeward.core.backend.verification.Verifier;
import dev.storeward.store.StoreException;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Asks the places of backends. Safe for use by several threads. */
final class Verifications {
    private final Map<String, Connector> connectors;
    private final Outbound tenantsOutbound;
    private final Outbound operatorsOutbound;
    private final Verifier verifier;
    private final VerificationTurns turns;

    Verifications(RegistrationContext context) {
        this.connectors = Map.copyOf(context.connectors());
        this.tenantsOutbound = context.tenantsOutbound();
        this.operatorsOutbound = context.operatorsOutbound();
        this.verifier = context.verifier();
        this.turns = context.turns();
    }

    /**
     * Asks a tenant's place that is not stored yet.
     *
     * @throws dev.storeward.core.ProblemException {@code Unproven} with the checks that failed;
     *     {@code RateLimited}
     */
    Verification requireProof(Caller caller, UUID tenantId, Checked checked) {
        return passed(turns.take(caller, tenantId, () -> verifier.verify(subject(checked))));
    }

    /**
     * Asks of a place that need not prove itself only whether others could have us use it, and
     * makes its folder, which is never made again.
     *
     * @throws dev.storeward.core.ProblemException {@code Unproven}; {@code Invalid} when the folder
     *     cannot be made
     */
    void requireTrust(Checked checked) {
        passed(verifier.trust(subject(checked)));
        try {
            checked.connector().make(checked.spec());
        } catch (StoreException e) {
            throw Problem.invalid("settings", String.valueOf(e.getMessage())).asException(e);
        }
    }

    private Verifier.Subject subject(Checked checked) {
        return new Verifier.Subject(
                checked.connector(), checked.spec(), checked.credential(), tenantsOutbound);
    }

    private static Verification passed(Verification verification) {
        if (!verification.passed()) {
            throw new Problem.Unproven(
                            verification.failed().stream().map(Verifications::told).toList())
                    .asException();
        }
        return verification;
    }

    /**
     * Asks the place of a stored backend for somebody.
     *
     * @throws dev.storeward.core.ProblemException {@code RateLimited}
     */
    Verification ask(Caller caller, Backend backend, Credential credential) {
        UUID tenantId = backend.tenantId();
        return tenantId == null
                ? ask(backend, credential)
                : turns.take(caller, tenantId, () -> ask(backend, credential));
    }

    /** Asks the place of a stored backend with one of its credentials. */
    Verification ask(Backend backend, Credential credential) {
        return verifier.verify(
                new Verifier.Subject(
                        connector(backend),
                        backend.spec(),
                        credential,
                        backend.tenantId() == null ? operatorsOutbound : tenantsOutbound,
                        true));
    }

    Connector connector(Backend backend) {
        return Optional.ofNullable(connectors.get(backend.spec().connector()))
                .orElseThrow(() ->
                        new StoreException(
                                StoreException.Code.INVALID,
                                "This server has no connector named "
                                        + backend.spec().connector()
                                        + "."));
    }

    Connector.Place placeOf(Backend backend) {
        return connector(backend).place(backend.spec());
    }

    /** What an audit row tells of a verification: codes, no sentences. */
    static Map<String, Object> details(Backend before, Backend after) {
        return Map.of(
                "name",
                after.name(),
                "health",
                after.health().wireName(),
                "health_before",
                before.health().wireName(),
                "failed",
                after.checks().stream()
                        .filter(result -> result.outcome() == CheckResult.Outcome.FAILED)
                        .map(result -> result.check().wireName() + ":" + result.code())
                        .toList());
    }

    private static Problem.FailedCheck told(CheckResult result) {
        return new Problem.FailedCheck(
                result.check().wireName(),
                result.code(),
                result.message(),
                result.remedy(),
                result.field());
    }
}

package dev.storeward.core.backend.registry;

import dev.storeward.core.access.Caps;
import dev.storeward.core.backend.verification.Verifier;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.Outbound;
import java.util.Map;

/**
 * What registering and verifying backends ask besides the database.
 *
 * @param connectors by name
 * @param tenantsOutbound the gate that endpoints of tenants pass
 * @param operatorsOutbound the way to what the operator configured
 * @param roots folders that a backend may lie in
 * @param caps how many a tenant may have
 * @param turns how many are verified at once
 */
public record RegistrationContext(
        Map<String, Connector> connectors,
        Outbound tenantsOutbound,
        Outbound operatorsOutbound,
        LocalRoots roots,
        Verifier verifier,
        Caps caps,
        VerificationTurns turns) {

    /** With turns of its own. */
    public RegistrationContext(
            Map<String, Connector> connectors,
            Outbound tenantsOutbound,
            Outbound operatorsOutbound,
            LocalRoots roots,
            Verifier verifier,
            Caps caps) {
        this(
                connectors,
                tenantsOutbound,
                operatorsOutbound,
                roots,
                verifier,
                caps,
                VerificationTurns.usual());
    }
}

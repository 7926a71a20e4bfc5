package dev.storeward.core.access;

import dev.storeward.core.db.Tx;
import java.util.Optional;

/** Finds out who calls. Safe for use by several threads. */
public final class Authenticator {
    private final Tx tx;
    private final CallerCache cache;

    public Authenticator(Tx tx, CallerCache cache) {
        this.tx = tx;
        this.cache = cache;
    }

    /** Whose key it is; empty when it is unknown, expired or revoked, or its user disabled. */
    public Optional<Caller> authenticate(String presentedKey, String requestId) {
        if (!KeyHash.plausible(presentedKey)) {
            return Optional.empty();
        }
        KeyHash presented = KeyHash.of(presentedKey);
        return cache.get(presented.sha256(), () -> lookUp(presented))
                .map(key -> key.caller(requestId));
    }

    /** The tenant a super admin names. */
    public Optional<TenantScope> tenantBySlug(String slug) {
        return tx.forSystem().statement(sql -> CallerTable.tenant(sql, slug));
    }

    private Optional<KnownKey> lookUp(KeyHash presented) {
        Optional<KnownKey> found = Optional.empty();
        // Every candidate is compared, so that the time tells nothing about which one matched.
        for (CallerTable.Candidate candidate :
                tx.forSystem().statement(sql -> CallerTable.usable(sql, presented.prefix()))) {
            if (presented.matches(candidate.hash())) {
                found = Optional.of(candidate.key());
            }
        }
        return found;
    }
}

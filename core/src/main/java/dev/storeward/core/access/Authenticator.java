package dev.storeward.core.access;

import dev.storeward.core.db.Tx;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Finds out who calls. Safe for use by several threads. */
public final class Authenticator {
    private final Tx tx;
    private final CallerCache.Memory<ByteBuffer, KnownKey> known;
    private final ChosenKeys chosen;

    public Authenticator(Tx tx, CallerCache cache, ChosenKeys chosen) {
        this.tx = tx;
        this.known = cache.memory(KnownKey::validFor);
        this.chosen = chosen;
    }

    /** Whose key it is; empty when it is unknown, expired or revoked, or its user disabled. */
    public Optional<Caller> authenticate(String presentedKey, String requestId) {
        if (!KeyHash.plausible(presentedKey)) {
            return Optional.empty();
        }
        KeyHash presented = KeyHash.of(presentedKey);
        return known.get(ByteBuffer.wrap(presented.sha256()), () -> lookUp(presentedKey, presented))
                .map(key -> key.caller(requestId));
    }

    /** The tenant a super admin names. */
    public Optional<TenantScope> tenantBySlug(String slug) {
        return tx.forSystem().statement(sql -> CallerTable.tenant(sql, slug));
    }

    private Optional<KnownKey> lookUp(String key, KeyHash presented) {
        Optional<KnownKey> found = Optional.empty();
        // Every candidate is compared, so that the time tells nothing about which one matched.
        for (CallerTable.Candidate candidate :
                tx.forSystem().statement(sql -> CallerTable.usable(sql, presented.prefix()))) {
            if (matches(key, presented, candidate)) {
                found = Optional.of(candidate.key());
                keepAsChosen(key, candidate);
            }
        }
        return found;
    }

    private boolean matches(String key, KeyHash presented, CallerTable.Candidate candidate) {
        KeyHash hash = candidate.hash();
        ChosenKey kept = candidate.chosen();
        return (hash != null && presented.matches(hash))
                || (kept != null && chosen.proves(key, kept));
    }

    /** A chosen key that a release before kept like one made by chance. */
    private void keepAsChosen(String key, CallerTable.Candidate candidate) {
        if (candidate.bootstrap() && candidate.chosen() == null && !ChosenKeys.isGenerated(key)) {
            ChosenKey kept = chosen.kept(candidate.key().key().id(), key);
            tx.forSystem().run(sql -> ChosenKeyTable.keep(sql, kept));
        }
    }
}

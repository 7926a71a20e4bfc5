package dev.storeward.server.s3.signature;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.storeward.store.Secret;
import org.jspecify.annotations.Nullable;

/**
 * The keys that secrets were derived to, each for its day and region: deriving one takes four
 * HMACs, where the signature itself takes one. Only those are kept by which a signature held, so
 * that nobody fills this who has no secret. A key that was revoked is not asked for here: its
 * secret is looked up first. Safe for use by several threads.
 */
final class DerivedKeys {
    private static final int MOST = 2_000;

    private final Cache<CredentialScope, Derived> kept =
            Caffeine.newBuilder().maximumSize(MOST).build();

    private record Derived(Secret secret, SigningKey key) {}

    /** The key of a scope, derived where it is not known. */
    SigningKey of(Secret secret, CredentialScope scope) {
        @Nullable Derived known = kept.getIfPresent(scope);
        return known != null && known.secret().equals(secret)
                ? known.key()
                : SigningKey.of(secret, scope);
    }

    /** Keeps a key by which a signature held. */
    void keep(Secret secret, CredentialScope scope, SigningKey key) {
        @Nullable Derived known = kept.getIfPresent(scope);
        if (known == null || known.key() != key) {
            kept.put(scope, new Derived(secret, key));
        }
    }
}

package dev.storeward.core.access.signing;

import dev.storeward.core.access.Caller;
import dev.storeward.core.access.KnownKey;
import dev.storeward.store.Secret;

/**
 * A key that may sign requests now.
 *
 * @param secret what a right signature is made with
 * @param known whose key it is
 */
public record SigningKey(String accessKeyId, Secret secret, KnownKey known) {

    /** Who sent a request that this key signed. */
    public Caller caller(String requestId) {
        return known.caller(requestId);
    }
}

package dev.storeward.core.idempotency;

import dev.storeward.core.access.Role;
import java.util.UUID;

/**
 * A request that is to be done once.
 *
 * @param role whom its answer is for: it is not given again to a lower one
 * @param scope what the key is unique in, such as a door
 * @param key chosen by the client and {@linkplain Idempotency#requireKey checked}
 * @param fingerprint equal only for equal requests; a digest where a request may hold a secret
 * @param wording what its sender is told when it is not done
 */
public record KeyedRequest(
        UUID userId, Role role, String scope, String key, String fingerprint, Wording wording) {

    /**
     * Sentences for who sends a request again.
     *
     * @param running the same request is under way
     * @param mismatch the key came with another request before
     */
    public record Wording(String running, String mismatch) {}
}

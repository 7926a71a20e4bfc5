package dev.storeward.core.access;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose key it is.
 *
 * @param validFor how long the key is valid still
 */
public record KnownKey(
        UUID userId,
        long userNumber,
        String email,
        Role role,
        @Nullable TenantScope tenant,
        KeyInUse key,
        Duration validFor) {

    /** The user of the key, in a request. */
    public Caller caller(String requestId) {
        return new Caller(userId, userNumber, email, role, tenant, key, requestId);
    }
}

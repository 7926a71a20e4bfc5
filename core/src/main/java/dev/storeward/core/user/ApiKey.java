package dev.storeward.core.user;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key of a user, without what proves it.
 *
 * @param prefix the key's first characters, to tell it from others
 * @param expiresAt null for never
 * @param issuedBy the key it was made with; null where none is known
 */
public record ApiKey(
        UUID id,
        UUID userId,
        String name,
        String prefix,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable UUID issuedBy) {}

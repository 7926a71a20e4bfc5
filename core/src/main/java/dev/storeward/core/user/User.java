package dev.storeward.core.user;

import dev.storeward.core.access.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person or program of one tenant, or of the platform.
 *
 * @param number its id on the doors that count in integers
 * @param tenantId null for a super admin
 * @param disabledAt null while the user may sign in
 */
public record User(
        UUID id,
        long number,
        @Nullable UUID tenantId,
        String email,
        Role role,
        Instant createdAt,
        @Nullable Instant disabledAt) {}

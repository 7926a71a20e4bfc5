package dev.storeward.client.platform;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key of a user, without what is secret of it.
 *
 * @param prefix its first characters
 * @param expiresAt null when it does not expire
 */
public record Key(
        UUID id, String name, String prefix, Instant createdAt, @Nullable Instant expiresAt) {}

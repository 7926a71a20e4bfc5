package dev.storeward.client.platform;

import java.time.Instant;
import java.util.UUID;

/**
 * A tenant.
 *
 * @param number what the files door calls it
 * @param quotaBytes what it may store
 */
public record Tenant(
        UUID id,
        long number,
        String slug,
        String name,
        String plan,
        long quotaBytes,
        Instant createdAt) {}

package dev.storeward.core.upload.share;

import java.util.UUID;

/**
 * Whose a permit is.
 *
 * @param group shares with other groups, such as a tenant
 * @param member shares with other members of the group, such as a user
 */
public record Claimant(UUID group, UUID member) {}

package dev.storeward.client.platform;

import java.util.UUID;

/**
 * A user of a tenant.
 *
 * @param role {@code member}, {@code supervisor} or {@code super_admin}
 */
public record User(UUID id, long number, String email, String role) {}

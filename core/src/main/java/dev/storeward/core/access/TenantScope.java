package dev.storeward.core.access;

import java.util.UUID;

/**
 * The tenant a request works in.
 *
 * @param number the tenant's id on the files door
 */
public record TenantScope(UUID id, long number, String slug) {}

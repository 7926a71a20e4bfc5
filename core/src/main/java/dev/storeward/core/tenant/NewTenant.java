package dev.storeward.core.tenant;

import org.jspecify.annotations.Nullable;

/**
 * A tenant to be made; checked by {@link Tenants#create}.
 *
 * @param slug {@code [a-z0-9][a-z0-9_-]{0,62}}, unique
 * @param plan the name of a {@link Plan}; null for the free one
 * @param quotaBytes 0 or more; null for the plan's
 */
public record NewTenant(
        String slug, String name, @Nullable String plan, @Nullable Long quotaBytes) {}

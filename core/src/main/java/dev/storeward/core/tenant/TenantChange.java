package dev.storeward.core.tenant;

import org.jspecify.annotations.Nullable;

/**
 * What to change of a tenant; checked by {@link Tenants#update}. Null leaves a value as it is.
 *
 * @param plan the name of a {@link Plan}
 */
public record TenantChange(@Nullable String plan, @Nullable String name, Quota quota) {

    /** What becomes of the limit. */
    public sealed interface Quota {}

    /** The limit stays: an own one as it is, the plan's moves with the plan. */
    public record Keep() implements Quota {}

    /** The plan's limit holds again. */
    public record OfPlan() implements Quota {}

    /** A limit of its own, 0 or more bytes. */
    public record Bytes(long bytes) implements Quota {}
}

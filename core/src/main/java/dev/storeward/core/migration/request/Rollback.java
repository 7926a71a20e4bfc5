package dev.storeward.core.migration.request;

/**
 * A rollback that is asked for.
 *
 * @param includeNew whether files that were written since the migration began go along with those
 *     that it moved
 */
public record Rollback(boolean includeNew, String reason) {}

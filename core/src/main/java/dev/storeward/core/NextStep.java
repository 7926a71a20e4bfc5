package dev.storeward.core;

import java.util.UUID;

/**
 * What to do about a problem, where saying it takes the words of an API: its addresses, its
 * headers. The core names the step; who answers the problem words it.
 */
public sealed interface NextStep {
    NextStep NONE = new None();

    /** The problem's own sentence says everything. */
    record None() implements NextStep {}

    /** Name the tenant to work in. */
    record NameTenant() implements NextStep {}

    /** Send the right SHA-256 of the file beside it, or none. */
    record SendDigest() implements NextStep {}

    /** Look which buckets there are. */
    record ListBuckets() implements NextStep {}

    /** Look which storage keys there are. */
    record ListStorageKeys() implements NextStep {}

    /** Look whether the file is among those that are stored. */
    record ListFiles() implements NextStep {}

    /** Have a supervisor choose where new files go, or say it with the file. */
    record ChoosePlacement(UUID tenantId) implements NextStep {}

    /** Make the tenant's dedicated bucket first. */
    record ProvisionDedicated(UUID tenantId) implements NextStep {}
}

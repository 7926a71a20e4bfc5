package dev.storeward.core.migration.request;

import java.util.UUID;

/** Where files are to go. */
public sealed interface MigrationTarget {
    /** The operator's place for all. */
    record Shared() implements MigrationTarget {}

    /** The bucket that was provisioned for the tenant. */
    record Dedicated() implements MigrationTarget {}

    /** The tenant's own that is its active configuration. */
    record Own() implements MigrationTarget {}

    /** One backend of the tenant, the one dedicated to it, or the shared one. */
    record Backend(UUID id) implements MigrationTarget {}
}

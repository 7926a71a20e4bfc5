package dev.storeward.core.db;

import java.time.Duration;
import java.util.UUID;

/**
 * Whose rows a unit of work is about, in the words of the policies of the schema.
 *
 * @param setting the value of {@code storeward.tenant}
 */
record Whose(String setting) {
    private static final Whose SYSTEM = new Whose("system");

    /**
     * How long work on a tenant's rows waits for one that other work holds. It is short, so that
     * what waits for one tenant gives its connection back.
     */
    static final Duration TENANT_PATIENCE = Duration.ofSeconds(2);

    static final Duration PATIENCE = Duration.ofSeconds(10);

    static Whose system() {
        return SYSTEM;
    }

    /** How long it waits for a lock, in milliseconds. */
    String lockTimeout() {
        return String.valueOf((equals(SYSTEM) ? PATIENCE : TENANT_PATIENCE).toMillis());
    }

    static Whose tenant(UUID id) {
        return new Whose(id.toString());
    }
}

package dev.storeward.core.db;

import java.util.UUID;

/**
 * Whose rows a unit of work is about, in the words of the policies of the schema.
 *
 * @param setting the value of {@code storeward.tenant}
 */
record Whose(String setting) {
    private static final Whose SYSTEM = new Whose("system");

    static Whose system() {
        return SYSTEM;
    }

    static Whose tenant(UUID id) {
        return new Whose(id.toString());
    }
}

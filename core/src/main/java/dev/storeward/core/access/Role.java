package dev.storeward.core.access;

import java.util.Locale;
import java.util.Optional;

/** What a user may do, least first. */
public enum Role {
    /** Their own files. */
    MEMBER,
    /** The users, keys and backends of their own tenant. */
    SUPERVISOR,
    /** Everything; a user of the platform, not of a tenant. */
    SUPER_ADMIN;

    /** The name used in requests and answers. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> ofWireName(String name) {
        for (Role role : values()) {
            if (role.wireName().equals(name)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}

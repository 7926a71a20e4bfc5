package dev.storeward.client.platform;

import java.util.UUID;

/** A key that was just made. Its secret is told this once, and not by {@link #toString}. */
public final class IssuedKey {
    private final UUID id;
    private final char[] secret;

    IssuedKey(UUID id, String secret) {
        this.id = id;
        this.secret = secret.toCharArray();
    }

    public UUID id() {
        return id;
    }

    /** What goes into requests. */
    public String reveal() {
        return new String(secret);
    }

    @Override
    public String toString() {
        return "key " + id + " ***";
    }
}

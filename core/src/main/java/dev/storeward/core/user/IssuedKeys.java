package dev.storeward.core.user;

/** What becomes of the keys that an ending key made, and of those that came of them. */
public enum IssuedKeys {
    /** They end with it. */
    END,
    /** They stay, and can be ended later in its name. */
    KEEP
}

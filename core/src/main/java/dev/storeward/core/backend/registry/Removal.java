package dev.storeward.core.backend.registry;

/** How a backend is removed: only when unused, retired, or forgotten. */
public enum Removal {
    /** Only when nothing depends on it. */
    IF_UNUSED,
    /** It takes no new files; those on it stay readable, and its credential sealed. */
    RETIRE,
    /**
     * Its credential is destroyed; files on it cannot be read until the place is registered again.
     */
    FORGET
}

package dev.storeward.core.placement;

import java.util.Locale;

/** Whose place it is where files lie. */
public enum StorageKind {
    /** The operator's, for all tenants. */
    SHARED,
    /** The operator's, for one tenant. */
    DEDICATED,
    /** The tenant's own. */
    OWN;

    /** As rows spell it. */
    public String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

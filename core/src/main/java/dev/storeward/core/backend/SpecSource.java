package dev.storeward.core.backend;

import dev.storeward.store.connector.BackendSpec;

/** Where the settings of a backend, and what it was proven to do, are read when it is opened. */
public interface SpecSource {
    /**
     * What opens a backend now.
     *
     * @throws dev.storeward.store.StoreException {@code UNREACHABLE} when it was forgotten
     *     meanwhile
     */
    BackendSpec specOf(BackendAccess access);
}

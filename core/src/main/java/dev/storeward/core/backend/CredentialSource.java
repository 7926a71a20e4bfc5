package dev.storeward.core.backend;

import dev.storeward.store.connector.Credential;

/** Where the sealed credential of a backend is opened. */
public interface CredentialSource {
    Credential credentialOf(BackendAccess access);
}

package dev.storeward.core.backend.registry;

/** Seals the fields of credentials under the master key. Safe for use by several threads. */
public interface CredentialSealer {

    /**
     * Encrypts and authenticates.
     *
     * @param associatedData what the value belongs to; needed again to open it
     */
    byte[] seal(byte[] plain, byte[] associatedData);

    /**
     * Undoes {@link #seal}.
     *
     * @throws RuntimeException when the value was changed, or sealed with other associated data
     */
    byte[] open(byte[] sealed, byte[] associatedData);
}

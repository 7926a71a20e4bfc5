package dev.storeward.core.access;

import java.util.UUID;

/**
 * What is kept of a key that somebody chose.
 *
 * @param hash slow and salted
 * @param sealed tells, with the master key, whether the hash is worth its time
 */
public record ChosenKey(UUID keyId, byte[] salt, int rounds, byte[] hash, byte[] sealed) {
    @Override
    public String toString() {
        return "ChosenKey[" + keyId + "]";
    }
}

package dev.storeward.core.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The one digest that identifies bytes and proves keys. */
public final class Sha256 {
    private Sha256() {}

    /** A digest that has seen nothing yet. */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The digest of all the bytes. */
    public static byte[] of(byte[] bytes) {
        return begin().digest(bytes);
    }
}

package dev.storeward.core.access;

import dev.storeward.core.crypto.Sha256;
import dev.storeward.store.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What is kept of a key: its first characters, which find it, and its SHA-256, which proves it. The
 * prefix is not unique: an operator may choose keys that begin alike.
 */
public final class KeyHash {
    private static final int PREFIX = 10;
    private static final int LONGEST = 512;

    private final String prefix;
    private final byte[] sha256;

    private KeyHash(String prefix, byte[] sha256) {
        this.prefix = prefix;
        this.sha256 = sha256;
    }

    public static KeyHash of(Secret key) {
        return of(key.reveal());
    }

    static KeyHash of(String key) {
        return new KeyHash(key.substring(0, Math.min(PREFIX, key.length())), digest(key));
    }

    /** What was kept of a key. */
    static KeyHash kept(String prefix, byte[] sha256) {
        return new KeyHash(prefix, sha256.clone());
    }

    /** Whether a string has a length that a key can have. */
    static boolean plausible(String presented) {
        return presented.length() >= PREFIX && presented.length() <= LONGEST;
    }

    public String prefix() {
        return prefix;
    }

    public byte[] sha256() {
        return sha256.clone();
    }

    /** Compares in constant time. */
    boolean matches(KeyHash other) {
        return MessageDigest.isEqual(sha256, other.sha256);
    }

    private static byte[] digest(String key) {
        return Sha256.of(key.getBytes(StandardCharsets.UTF_8));
    }
}

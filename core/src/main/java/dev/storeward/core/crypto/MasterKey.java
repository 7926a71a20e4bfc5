package dev.storeward.core.crypto;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A key of 256 bits that seals other keys and secrets. Prints without its bytes. */
public final class MasterKey {
    static final int BYTES = 32;

    private final String id;
    private final Instant createdAt;
    private final byte[] bytes;

    MasterKey(String id, Instant createdAt, byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a master key has " + BYTES + " bytes");
        }
        this.id = id;
        this.createdAt = createdAt;
        this.bytes = bytes.clone();
    }

    public String id() {
        return id;
    }

    public Instant createdAt() {
        return createdAt;
    }

    /** Whether the bytes are the same; takes the same time wherever they differ. */
    boolean isSameAs(MasterKey other) {
        return MessageDigest.isEqual(bytes, other.bytes);
    }

    SecretKey secret() {
        return new SecretKeySpec(bytes, "AES");
    }

    String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "MasterKey[" + id + ", created " + createdAt + "]";
    }
}

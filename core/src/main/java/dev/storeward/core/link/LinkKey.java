package dev.storeward.core.link;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret that signs links, a derived one for each tenant. */
final class LinkKey {
    private static final String HMAC = "HmacSHA256";

    private final String kid;
    private final SecretKeySpec secret;
    private final Instant notBefore;

    LinkKey(String kid, byte[] secret, Instant notBefore) {
        this.kid = kid;
        this.secret = new SecretKeySpec(secret, HMAC);
        this.notBefore = notBefore;
    }

    String kid() {
        return kid;
    }

    /** When it begins to sign, by the database's clock. */
    Instant notBefore() {
        return notBefore;
    }

    /** The signature of a message in the name of a tenant: 32 bytes. */
    byte[] sign(UUID tenantId, byte[] message) {
        // One block of HKDF-Expand is what a key of the hash's own length needs.
        byte[] derived = hmac(secret, tenantBlock(tenantId));
        return hmac(new SecretKeySpec(derived, HMAC), message);
    }

    private static byte[] tenantBlock(UUID tenantId) {
        return ByteBuffer.allocate(17)
                .putLong(tenantId.getMostSignificantBits())
                .putLong(tenantId.getLeastSignificantBits())
                .put((byte) 1)
                .array();
    }

    private static byte[] hmac(SecretKeySpec key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    @Override
    public String toString() {
        return "LinkKey[" + kid + "]";
    }
}

package dev.storeward.core.migration.manifest;

import java.time.Instant;
import java.util.Base64;

/**
 * The public half of a key that signs manifests.
 *
 * @param publicKey Ed25519, as X.509 encodes it
 */
public record ManifestKey(String id, byte[] publicKey, Instant createdAt) {

    /** In Base64. */
    public String encoded() {
        return Base64.getEncoder().encodeToString(publicKey);
    }
}

package dev.storeward.core.crypto;

import java.util.UUID;

/** Ciphers without a database, all with the same key. */
public final class Ciphers {
    private Ciphers() {}

    public static ContentCipher of(UUID tenantId, UUID contentId) {
        return ContentCipherFixture.cipher(tenantId, contentId);
    }
}

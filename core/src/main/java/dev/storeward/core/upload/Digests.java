package dev.storeward.core.upload;

import dev.storeward.core.crypto.Sha256;
import java.security.MessageDigest;

/** The digest that identifies what was uploaded. */
final class Digests {
    private Digests() {}

    static MessageDigest sha256() {
        return Sha256.begin();
    }
}

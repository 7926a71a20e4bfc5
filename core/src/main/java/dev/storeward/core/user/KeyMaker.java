package dev.storeward.core.user;

import dev.storeward.store.Secret;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Makes keys: {@code sw_} and 43 letters and digits, 256 bits of chance. What signs is 40
 * characters of Base64, 240 bits.
 */
final class KeyMaker {
    private static final String ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 43;
    private static final int SIGNING_BYTES = 30;

    private KeyMaker() {}

    static Secret next(SecureRandom random) {
        StringBuilder key = new StringBuilder("sw_");
        for (int i = 0; i < LENGTH; i++) {
            key.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return Secret.of(key.toString());
    }

    static Secret nextSigning(SecureRandom random) {
        byte[] bytes = new byte[SIGNING_BYTES];
        random.nextBytes(bytes);
        return Secret.of(Base64.getEncoder().encodeToString(bytes));
    }
}

package dev.storeward.core.user;

import dev.storeward.store.Secret;
import java.security.SecureRandom;

/** Makes keys: {@code sw_} and 43 letters and digits, 256 bits of chance. */
final class KeyMaker {
    private static final String ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 43;

    private KeyMaker() {}

    static Secret next(SecureRandom random) {
        StringBuilder key = new StringBuilder("sw_");
        for (int i = 0; i < LENGTH; i++) {
            key.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return Secret.of(key.toString());
    }
}

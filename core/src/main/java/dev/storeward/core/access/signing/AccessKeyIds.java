package dev.storeward.core.access.signing;

import java.security.SecureRandom;

/**
 * The names by which signed requests say whose key signed them: {@code SW} and 18 of the letters
 * A-Z and digits 2-7, 90 bits of chance. No secret.
 */
public final class AccessKeyIds {
    private static final String BEGIN = "SW";
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int LENGTH = 20;

    private AccessKeyIds() {}

    public static String next(SecureRandom random) {
        StringBuilder id = new StringBuilder(BEGIN);
        while (id.length() < LENGTH) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }

    /** Whether a text has the form of one. */
    static boolean isOne(String text) {
        return text.length() == LENGTH
                && text.startsWith(BEGIN)
                && text.chars().skip(BEGIN.length()).allMatch(c -> ALPHABET.indexOf(c) >= 0);
    }
}

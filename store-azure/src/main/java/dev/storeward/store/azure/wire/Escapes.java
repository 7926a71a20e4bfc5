package dev.storeward.store.azure.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Percent-encodes all characters but those that no layer on the way changes. */
public final class Escapes {
    private static final String PLAIN = "-._~/";

    private Escapes() {}

    /** A key as the path of a URL; only its {@code /} stay as they are. */
    public static String path(String key) {
        StringBuilder escaped = new StringBuilder(key.length() + 16);
        for (byte b : key.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            if (plain(c)) {
                escaped.append(c);
            } else {
                escaped.append('%').append(String.format("%02X", (int) c));
            }
        }
        return escaped.toString();
    }

    private static boolean plain(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || PLAIN.indexOf(c) >= 0;
    }
}

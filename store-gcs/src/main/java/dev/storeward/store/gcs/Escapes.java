package dev.storeward.store.gcs;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Names in URLs. */
final class Escapes {
    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

    private Escapes() {}

    /** A key as a path: every byte of its UTF-8 escaped, but the few that need it never. */
    static String path(String key) {
        StringBuilder path = new StringBuilder(key.length() + 16);
        for (byte one : key.getBytes(StandardCharsets.UTF_8)) {
            if (one > 0 && PLAIN.indexOf(one) >= 0) {
                path.append((char) one);
            } else {
                path.append('%').append(HexFormat.of().withUpperCase().toHexDigits(one));
            }
        }
        return path.toString();
    }
}

package dev.storeward.store.http;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Names in URLs: every byte of their UTF-8 escaped, but for the few that never need it. */
public final class PercentEncoding {
    private static final String PLAIN = "-._~";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private PercentEncoding() {}

    /** A text within a path's segment or a query. */
    public static String of(String text) {
        return encoded(text, false);
    }

    /** A key as a path: its slashes stay as they are. */
    public static String path(String key) {
        return encoded(key, true);
    }

    private static String encoded(String text, boolean slash) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    c < 0x80
                            && (Character.isLetterOrDigit(c)
                                    || PLAIN.indexOf(c) >= 0
                                    || (slash && c == '/'));
            if (plain) {
                out.append(c);
            } else {
                out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
        return out.toString();
    }
}

package dev.storeward.store.s3.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.SortedMap;

/**
 * One request before it is signed.
 *
 * @param origin scheme and authority
 * @param path as it is sent, each byte that needs it encoded once
 * @param query as it is sent, its names in ascending order; empty for none
 * @param headers names in lower case; all of them are signed
 * @param body {@link Payload#empty()} for none
 * @param bodiless whether the method has no body, not even an empty one
 */
public record WireRequest(
        String method,
        URI origin,
        String path,
        String query,
        SortedMap<String, String> headers,
        Payload body,
        boolean bodiless) {

    private static final String PLAIN = "-._~";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    String target() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    /**
     * Encodes a text for a path or a query, as signatures want it.
     *
     * @param slash whether a slash stays as it is
     */
    public static String encoded(String text, boolean slash) {
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

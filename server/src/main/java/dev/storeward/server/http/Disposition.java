package dev.storeward.server.http;

import dev.storeward.core.file.FileNames;
import java.nio.charset.StandardCharsets;

/** {@code Content-Disposition: attachment} per RFC 6266, with the name's full form per RFC 5987. */
final class Disposition {
    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~";

    private Disposition() {}

    /**
     * A download under this name; what could break the header or mislead its reader is replaced.
     */
    static String attachment(String name) {
        StringBuilder harmless = new StringBuilder();
        StringBuilder ascii = new StringBuilder();
        name.codePoints()
                .forEach(c -> {
                    int shown = FileNames.isMisleading(c) || c == '/' || c == '\\' ? '_' : c;
                    harmless.appendCodePoint(shown);
                    boolean quotable =
                            shown >= 0x20 && shown < 0x7f && shown != '"' && shown != '%';
                    ascii.append(quotable ? (char) shown : '_');
                });
        return "attachment; filename=\""
                + ascii
                + "\"; filename*=UTF-8''"
                + encoded(harmless.toString());
    }

    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (PLAIN.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
            }
        }
        return encoded.toString();
    }
}

package dev.storeward.server.http.response;

import dev.storeward.core.file.name.FileNames;
import java.nio.charset.StandardCharsets;

/** {@code Content-Disposition: attachment} per RFC 6266, with the name's full form per RFC 5987. */
final class Disposition {
    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~";

    /** Longer names are cut: the header has to fit, and no file system takes more. */
    private static final int MAX_CODE_POINTS = 200;

    private static final int MAX_EXTENSION = 16;

    private Disposition() {}

    /**
     * A download under this name; what could break the header or mislead its reader is replaced.
     */
    static String attachment(String name) {
        StringBuilder harmless = new StringBuilder();
        StringBuilder ascii = new StringBuilder();
        shortened(name)
                .codePoints()
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

    /** Keeps the beginning and the extension. */
    private static String shortened(String name) {
        int length = name.codePointCount(0, name.length());
        if (length <= MAX_CODE_POINTS) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String extension =
                dot > 0 && name.length() - dot <= MAX_EXTENSION ? name.substring(dot) : "";
        int kept = MAX_CODE_POINTS - extension.codePointCount(0, extension.length());
        return name.substring(0, name.offsetByCodePoints(0, kept)) + extension;
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

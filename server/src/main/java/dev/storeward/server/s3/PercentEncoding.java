package dev.storeward.server.s3;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Percent encoding by S3's rules: everything but unreserved characters is escaped, in upper case.
 * What is decoded is text as it came, one character a byte.
 */
public final class PercentEncoding {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentEncoding() {}

    /** The UTF-8 of a text, slashes kept as they are: what {@code encoding-type=url} asks for. */
    public static String encodeKey(String key) {
        return encode(key.getBytes(StandardCharsets.UTF_8), true);
    }

    /** Escapes all bytes but the unreserved ones, and slashes unless they are kept. */
    public static String encode(byte[] bytes, boolean keepSlashes) {
        StringBuilder encoded = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            if (isUnreserved(b) || (keepSlashes && b == '/')) {
                encoded.append((char) b);
            } else {
                HEX.toHexDigits(encoded.append('%'), b);
            }
        }
        return encoded.toString();
    }

    /** A path in its one spelling: its escapes are resolved once and written again. */
    public static String respelledPath(String raw) {
        return encode(decode(raw, false), true);
    }

    /**
     * The bytes that a text with escapes stands for.
     *
     * @param plusIsSpace as in queries
     * @throws S3Exception {@code INVALID_URI} when an escape is not two digits
     */
    public static byte[] decode(String raw, boolean plusIsSpace) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(escaped(raw, i));
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                bytes.write(' ');
            } else if (c > 0xff) {
                throw new S3Exception(S3Code.INVALID_URI);
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }

    private static int escaped(String raw, int at) {
        if (at + 2 >= raw.length()
                || !HexFormat.isHexDigit(raw.charAt(at + 1))
                || !HexFormat.isHexDigit(raw.charAt(at + 2))) {
            throw new S3Exception(S3Code.INVALID_URI);
        }
        return HexFormat.fromHexDigits(raw, at + 1, at + 3);
    }

    private static boolean isUnreserved(byte b) {
        return (b >= 'A' && b <= 'Z')
                || (b >= 'a' && b <= 'z')
                || (b >= '0' && b <= '9')
                || b == '-'
                || b == '_'
                || b == '.'
                || b == '~';
    }
}

package dev.storeward.core.upload.type;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;

/** The bytes that a value in Tika's list of types stands for. */
final class MagicValue {
    private static final int HEX = 16;
    private static final int OCTAL = 8;

    private MagicValue() {}

    /**
     * @param kind {@code string}, {@code big32} and so on, as the list spells them
     * @throws IllegalArgumentException for a kind or a spelling that is not known here
     */
    static byte[] decode(String kind, String value) {
        return switch (kind) {
            case "string", "regex" -> text(value);
            case "stringignorecase" -> text(value.toLowerCase(Locale.ROOT));
            case "unicodeLE" -> wide(text(value), 0);
            case "unicodeBE" -> wide(text(value), 1);
            case "little16", "host16" -> number(value, 2, true);
            case "little32", "host32" -> number(value, 4, true);
            case "big16" -> number(value, 2, false);
            case "big32" -> number(value, 4, false);
            default -> throw new IllegalArgumentException("unknown kind of value: " + kind);
        };
    }

    private static byte[] number(String value, int length, boolean little) {
        long number =
                value.startsWith("0x")
                        ? Long.parseLong(value.substring(2), HEX)
                        : Long.parseLong(value, OCTAL);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[little ? i : length - 1 - i] = (byte) (number >> (Byte.SIZE * i));
        }
        return bytes;
    }

    private static byte[] wide(byte[] narrow, int place) {
        byte[] bytes = new byte[narrow.length * 2];
        for (int i = 0; i < narrow.length; i++) {
            bytes[2 * i + place] = narrow[i];
        }
        return bytes;
    }

    private static byte[] text(String value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (value.startsWith("0x")) {
            for (int i = 2; i + 2 <= value.length(); i += 2) {
                bytes.write(Integer.parseInt(value.substring(i, i + 2), HEX));
            }
            return bytes.toByteArray();
        }
        int at = 0;
        while (at < value.length()) {
            at = value.charAt(at) == '\\' ? escape(value, at + 1, bytes) : plain(value, at, bytes);
        }
        return bytes.toByteArray();
    }

    private static int plain(String value, int at, ByteArrayOutputStream bytes) {
        bytes.write(value.charAt(at));
        return at + 1;
    }

    /** What follows a backslash; one before anything that is no escape stands for a zero byte. */
    private static int escape(String value, int at, ByteArrayOutputStream bytes) {
        switch (value.charAt(at)) {
            case '\\' -> bytes.write('\\');
            case 'r' -> bytes.write('\r');
            case 'n' -> bytes.write('\n');
            case 'x' -> {
                bytes.write(Integer.parseInt(value.substring(at + 1, at + 3), HEX));
                return at + 3;
            }
            default -> {
                int end = at;
                while (end < Math.min(at + 3, value.length())
                        && Character.isDigit(value.charAt(end))) {
                    end++;
                }
                bytes.write(Integer.parseInt("0" + value.substring(at, end), OCTAL));
                return end;
            }
        }
        return at + 1;
    }

    /** The pattern as it is compared: where the mask is longer, zeros follow. */
    static byte[] masked(byte[] pattern, byte[] mask) {
        byte[] masked = Arrays.copyOf(pattern, mask.length);
        for (int i = 0; i < masked.length; i++) {
            masked[i] &= mask[i];
        }
        return masked;
    }
}

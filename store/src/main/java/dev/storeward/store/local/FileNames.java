package dev.storeward.store.local;

import dev.storeward.store.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a key becomes a path and back.
 *
 * <p>Letters, digits, space and {@code - _ . ~ = @ , ( )} stay as they are; every other byte of the
 * key's UTF-8 becomes {@code %} and two upper-case hexadecimal digits, so that names do not depend
 * on the locale and differently composed Unicode stays different. A folder's name ends in {@code
 * +}, which lets the objects {@code a} and {@code a/b} lie side by side as {@code a} and {@code
 * a+/b}. A segment longer than {@value #CHUNK} bytes is cut into that many bytes each, every piece
 * but the last being a folder ending in {@code ++}; no name exceeds 255 bytes then.
 *
 * <p>A path names exactly one key and a key exactly one path. Inside one folder, the decoded names
 * sort as the keys below them do: that is why a folder's segment of exactly {@value #CHUNK} bytes
 * is cut as well, into the piece and an empty rest.
 */
final class FileNames {
    static final int CHUNK = 84;

    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -_.~=@,()";
    private static final String HEX = "0123456789ABCDEF";

    private FileNames() {}

    /** What an entry of a folder stands for. */
    enum Kind {
        OBJECT,
        FOLDER,
        CONTINUED
    }

    /**
     * An entry of a folder, decoded.
     *
     * @param bytes the bytes it adds to the key, one per character; a folder's end in {@code /}
     */
    record Entry(Kind kind, String bytes) {}

    /** The names from the objects' folder down to the object's file. */
    static List<String> of(ObjectKey key) {
        List<String> names = new ArrayList<>();
        String[] segments = key.value().split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            String rest = bytes(segments[i]);
            while (last ? rest.length() > CHUNK : rest.length() >= CHUNK) {
                names.add(encode(rest.substring(0, CHUNK)) + "++");
                rest = rest.substring(CHUNK);
            }
            names.add(last ? encode(rest) : encode(rest) + "+");
        }
        return names;
    }

    /** The meaning of a name found in a folder; empty when no key leads to it. */
    static Optional<Entry> entry(String name) {
        Kind kind =
                name.endsWith("++")
                        ? Kind.CONTINUED
                        : name.endsWith("+") ? Kind.FOLDER : Kind.OBJECT;
        String encoded =
                switch (kind) {
                    case OBJECT -> name;
                    case FOLDER -> name.substring(0, name.length() - 1);
                    case CONTINUED -> name.substring(0, name.length() - 2);
                };
        String decoded = decode(encoded);
        if (!encode(decoded).equals(encoded)) {
            return Optional.empty();
        }
        return Optional.of(new Entry(kind, kind == Kind.FOLDER ? decoded + "/" : decoded));
    }

    /** The UTF-8 of a text, one byte per character, so that texts compare as their bytes do. */
    static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The text of bytes that {@link #bytes} made. */
    static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String encode(String bytes) {
        if (bytes.equals(".") || bytes.equals("..")) {
            return bytes.replace(".", "%2E");
        }
        StringBuilder name = new StringBuilder(bytes.length() + 8);
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            if (PLAIN.indexOf(c) >= 0) {
                name.append(c);
            } else {
                name.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return name.toString();
    }

    private static String decode(String name) {
        StringBuilder bytes = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '%' && i + 2 < name.length()) {
                int high = HEX.indexOf(name.charAt(i + 1));
                int low = HEX.indexOf(name.charAt(i + 2));
                bytes.append((char) ((high << 4 | low) & 0xff));
                i += 2;
            } else {
                bytes.append(c);
            }
        }
        return bytes.toString();
    }
}

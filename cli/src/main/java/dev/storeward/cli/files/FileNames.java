package dev.storeward.cli.files;

import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of files at a server and on a disk. The server puts the time and eight digits into each
 * name, so that no file replaces another; people call it by the name they sent.
 */
final class FileNames {
    /** What a place at the server begins with on the command line. */
    static final String MARK = "sw:";

    private static final Pattern STAMPED =
            Pattern.compile("(.+)_[0-9]{8}_[0-9]{6}_[0-9a-f]{8}(\\.[A-Za-z0-9]{1,16})?");

    private FileNames() {}

    static boolean isRemote(String given) {
        return given.startsWith(MARK);
    }

    /** A place in the user's folder without the mark and slashes before it. */
    static String path(String given) {
        String path = isRemote(given) ? given.substring(MARK.length()) : given;
        int from = 0;
        while (from < path.length() && path.charAt(from) == '/') {
            from++;
        }
        return path.substring(from);
    }

    /** The name a file was sent by, in its safe form; folders before it stay. */
    static String plain(String path) {
        int slash = path.lastIndexOf('/') + 1;
        Matcher stamped = STAMPED.matcher(path.substring(slash));
        if (!stamped.matches()) {
            return path;
        }
        String extension = stamped.group(2);
        return path.substring(0, slash) + stamped.group(1) + (extension == null ? "" : extension);
    }

    /** A name as the server writes it into object names. */
    static String safe(String name) {
        StringBuilder safe = new StringBuilder();
        Normalizer.normalize(name.strip(), Normalizer.Form.NFC)
                .codePoints()
                .forEach(c -> safe.appendCodePoint(isSafe(c) ? c : '_'));
        return safe.isEmpty() ? "file" : safe.toString();
    }

    private static boolean isSafe(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK ->
                    true;
            default -> Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
        };
    }

    static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The folder of a path, with a slash at its end; empty for the user's own. */
    static String folder(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }
}

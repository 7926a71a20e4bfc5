package dev.storeward.core.file.name;

import dev.storeward.core.Problem;
import dev.storeward.store.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * How the name a client sent becomes an address: the name is data, the address is made from its
 * safe form.
 */
public final class FileNames {
    /** The longest unique name in bytes of UTF-8. */
    static final int MAX_NAME_BYTES = 255;

    /**
     * The longest address in bytes of UTF-8: room is left for the prefixes of placement and
     * location.
     */
    public static final int MAX_ADDRESS_BYTES = 700;

    private static final int MAX_SENT_NAME = 4096;
    private static final int MAX_EXTENSION = 16;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss").withZone(ZoneOffset.UTC);

    private FileNames() {}

    /**
     * The name as it is kept: as sent, but a sentence to the client where it cannot be kept at all.
     */
    public static String checkedName(String field, String sent) {
        if (sent.isBlank()) {
            throw Problem.invalid(field, "The file needs a name.").asException();
        }
        if (sent.length() > MAX_SENT_NAME) {
            throw Problem.invalid(
                            field, "The name is longer than " + MAX_SENT_NAME + " characters.")
                    .asException();
        }
        if (sent.indexOf('\0') >= 0) {
            throw Problem.invalid(field, "The name holds a NUL character.").asException();
        }
        return withoutLoneSurrogates(sent);
    }

    /**
     * The address of a new file's last segment: {@code
     * {original_name}_{YYYYMMDD_HHMMSS}_{uuid8}.{ext}}.
     *
     * @param random eight hexadecimal digits
     */
    public static String uniqueName(String sent, Instant time, String random) {
        String safe = safe(sent);
        int dot = safe.lastIndexOf('.');
        boolean hasExtension =
                dot > 0
                        && safe.length() - dot - 1 <= MAX_EXTENSION
                        && safe.substring(dot + 1).matches("[A-Za-z0-9]+");
        String stem = hasExtension ? safe.substring(0, dot) : safe;
        String ending =
                "_" + TIME.format(time) + "_" + random + (hasExtension ? safe.substring(dot) : "");
        return cut(stem, MAX_NAME_BYTES - ending.length()) + ending;
    }

    /**
     * The last path segment with everything replaced by {@code _} but letters, digits and marks of
     * any script, dots, underscores and dashes: it stands in addresses, paths and shells as it is.
     */
    static String safe(String sent) {
        String unified = sent.replace('\\', '/');
        while (unified.endsWith("/")) {
            unified = unified.substring(0, unified.length() - 1);
        }
        String last =
                Normalizer.normalize(
                        unified.substring(unified.lastIndexOf('/') + 1).strip(),
                        Normalizer.Form.NFC);
        StringBuilder safe = new StringBuilder(last.length());
        last.codePoints().forEach(c -> safe.appendCodePoint(isSafe(c) ? c : '_'));
        String result = safe.toString();
        return result.isEmpty() || result.equals(".") || result.equals("..") ? "file" : result;
    }

    private static boolean isSafe(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK ->
                    true;
            default ->
                    Character.isLetterOrDigit(codePoint)
                            || codePoint == '.'
                            || codePoint == '_'
                            || codePoint == '-';
        };
    }

    /**
     * Control, bidi, separator, private and unassigned characters, and format characters but the
     * two joiners that scripts and emoji need.
     */
    public static boolean isMisleading(int codePoint) {
        if (codePoint == 0x200C || codePoint == 0x200D) {
            return false;
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    true;
            default -> false;
        };
    }

    /**
     * The folder a client asked for inside its own, checked segment by segment.
     *
     * @return segments joined by {@code /}, with one at the end; empty for none
     */
    public static String checkedFolder(String field, String path) {
        if (path.isEmpty()) {
            return "";
        }
        if (path.startsWith("/") || path.startsWith("\\")) {
            throw Problem.invalid(
                            field, "The path is relative to your own folder: begin it without '/'.")
                    .asException();
        }
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String problem = trimmed.isEmpty() ? "the path is empty" : ObjectKey.problemOf(trimmed);
        if (!problem.isEmpty()) {
            throw Problem.invalid(
                            field,
                            "The path cannot be used: " + problem.replace("key", "path") + ".")
                    .asException();
        }
        List<String> segments = new ArrayList<>();
        for (String segment : trimmed.split("/", -1)) {
            if (bytes(segment) > MAX_NAME_BYTES
                    || segment.codePoints().anyMatch(FileNames::isMisleading)) {
                throw Problem.invalid(
                                field,
                                "A segment of the path holds characters that are not shown, or is longer than 255 bytes.")
                        .asException();
            }
            segments.add(Normalizer.normalize(segment, Normalizer.Form.NFC));
        }
        return String.join("/", segments) + "/";
    }

    /** Refuses an address that would not fit into a bucket's key. */
    public static String checkedAddress(String field, String address) {
        if (bytes(address) > MAX_ADDRESS_BYTES) {
            throw Problem.invalid(
                            field,
                            "The path and name together are longer than "
                                    + MAX_ADDRESS_BYTES
                                    + " bytes.")
                    .asException();
        }
        return address;
    }

    private static String cut(String text, int maxBytes) {
        int used = 0;
        int end = 0;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            used += bytes(Character.toString(codePoint));
            if (used > maxBytes) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return text.substring(0, end);
    }

    private static String withoutLoneSurrogates(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}

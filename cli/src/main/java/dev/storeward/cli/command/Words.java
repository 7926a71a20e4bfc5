package dev.storeward.cli.command;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How sizes, times and texts are read and written. */
public final class Words {
    public static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern SIZE =
            Pattern.compile("([0-9]{1,15})\\s*([kmgt]i?)?b?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})([smhd]?)");
    private static final Map<String, Long> UNITS =
            Map.of(
                    "",
                    1L,
                    "k",
                    1_000L,
                    "m",
                    1_000_000L,
                    "g",
                    1_000_000_000L,
                    "t",
                    1_000_000_000_000L,
                    "ki",
                    1L << 10,
                    "mi",
                    1L << 20,
                    "gi",
                    1L << 30,
                    "ti",
                    1L << 40);
    private static final String[] SHOWN = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Words() {}

    /** Bytes of a text such as {@code 50MiB} or {@code 1000}. */
    public static long bytes(String option, String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        if (matcher.matches()) {
            String unit = matcher.group(2) == null ? "" : matcher.group(2);
            try {
                return Math.multiplyExact(
                        Long.parseLong(matcher.group(1)),
                        UNITS.getOrDefault(unit.toLowerCase(Locale.ROOT), 1L));
            } catch (ArithmeticException e) {
                throw Failure.usage(option + ": " + text + " is too large.");
            }
        }
        throw Failure.usage(option + ": must be bytes such as 1000, 50MB or 50MiB.");
    }

    /** Seconds of a text such as {@code 24h}, {@code 90s} or {@code 0}. */
    public static long seconds(String option, String text) {
        Matcher matcher = TIME.matcher(text.strip());
        if (!matcher.matches()) {
            throw Failure.usage(option + ": must be a time such as 0, 90s, 30m, 24h or 7d.");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "m" -> Duration.ofMinutes(number).toSeconds();
            case "h" -> Duration.ofHours(number).toSeconds();
            case "d" -> Duration.ofDays(number).toSeconds();
            default -> number;
        };
    }

    /** A number of bytes for people. */
    public static String size(long bytes) {
        double shown = bytes;
        int unit = 0;
        while (shown >= 1024 && unit < SHOWN.length - 1) {
            shown /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", shown, SHOWN[unit]);
    }

    /** A field's value as text; empty for none. Safe for a terminal. */
    public static String text(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? "" : clean(node.asString(""));
    }

    /** A text from elsewhere without what would steer a terminal. */
    public static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().map(c -> steers(c) ? '?' : c).forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** An object to be filled and sent. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** A text as one segment of a path, or as a value of a query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static boolean steers(int c) {
        int type = Character.getType(c);
        return Character.isISOControl(c)
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }
}

package dev.storeward.server.console.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Numbers and times as people read them; what is exact stands beside it. */
public final class Shown {
    private static final List<String> UNITS =
            List.of("bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private Shown() {}

    /** A size with three figures at most. */
    public static String size(long bytes) {
        if (bytes < 1024) {
            return bytes == 1 ? "1 byte" : bytes + " bytes";
        }
        int unit = 0;
        double value = bytes;
        while (value >= 1023.5 && unit < UNITS.size() - 1) {
            value /= 1024;
            unit++;
        }
        String form = value < 9.995 ? "%.2f %s" : value < 99.95 ? "%.1f %s" : "%.0f %s";
        return String.format(Locale.ROOT, form, value, UNITS.get(unit))
                .replace(".00 ", " ")
                .replace(".0 ", " ");
    }

    /** A size to the byte. */
    public static String exact(long bytes) {
        return count(bytes) + (bytes == 1 ? " byte" : " bytes");
    }

    /** A number in groups of three. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A time for machines, and for the script that words it in the browser's zone. */
    public static String machine(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A time where no script runs. */
    public static String utc(Instant at) {
        return UTC.format(at);
    }

    /** How much of a whole, in percent, 0 to 100. */
    public static int percent(long part, long whole) {
        return whole <= 0 ? (part > 0 ? 100 : 0) : (int) Math.clamp(100.0 * part / whole, 0, 100);
    }
}

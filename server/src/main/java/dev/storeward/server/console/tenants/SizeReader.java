package dev.storeward.server.console.tenants;

import dev.storeward.core.Problem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people type them: {@code 500 GiB}, {@code 1.5 TiB}, or a number of bytes. */
final class SizeReader {
    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{1,6})?)\\s*([A-Za-z]*)");
    private static final List<String> UNITS = List.of("", "kib", "mib", "gib", "tib", "pib");
    private static final int STEP = 10;

    private SizeReader() {}

    /**
     * A number of bytes.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when it is no size
     */
    static long bytes(String field, String typed) {
        Matcher parts = FORM.matcher(typed.strip());
        if (parts.matches()) {
            String unit = parts.group(2).toLowerCase(Locale.ROOT);
            int step = UNITS.indexOf(unit.equals("bytes") || unit.equals("b") ? "" : unit);
            BigDecimal most = BigDecimal.valueOf(Long.MAX_VALUE);
            if (step >= 0) {
                BigDecimal bytes =
                        new BigDecimal(parts.group(1))
                                .multiply(BigDecimal.valueOf(1L << (STEP * step)));
                if (bytes.compareTo(most) <= 0) {
                    return bytes.setScale(0, RoundingMode.HALF_UP).longValueExact();
                }
            }
        }
        throw Problem.invalid(
                        field,
                        "Must be a number with a unit, such as 500 MiB, 20 GiB or 1.5 TiB; without one it is bytes.")
                .asException();
    }

    /** A size that reads back as the same number of bytes. */
    static String typed(long bytes) {
        int step = 0;
        long value = bytes;
        while (step < UNITS.size() - 1 && value != 0 && value % 1024 == 0) {
            value /= 1024;
            step++;
        }
        return step == 0 ? String.valueOf(value) : value + " " + "KMGTP".charAt(step - 1) + "iB";
    }
}

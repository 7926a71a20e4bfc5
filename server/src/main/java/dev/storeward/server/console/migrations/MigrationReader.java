package dev.storeward.server.console.migrations;

import dev.storeward.core.Checks;
import dev.storeward.core.migration.request.MigrationChange;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.MigrationWindow;
import dev.storeward.core.migration.request.NewMigration;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Forms of migrations as what is asked of the core. */
final class MigrationReader {
    /** All fields of a planned migration. */
    static final List<String> FIELDS =
            List.of(
                    "source",
                    "target",
                    "bandwidth",
                    "concurrency",
                    "window_from",
                    "window_to",
                    "window_zone",
                    "grace_hours",
                    "reason");

    private static final Pattern RATE = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,20})?");
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,6}");
    private static final BigDecimal MIB = BigDecimal.valueOf(1L << 20);
    private static final int LONGEST_HOURS = 720;

    private MigrationReader() {}

    /**
     * A migration that is asked for.
     *
     * @param sent a field's value by its name, empty when it was not sent
     * @throws dev.storeward.core.ProblemException {@code Invalid} with every wrong field
     */
    static NewMigration asked(UnaryOperator<String> sent) {
        Checks checks = new Checks();
        UUID source =
                sent.apply("source").isEmpty() ? null : id(sent.apply("source"), "source", checks);
        MigrationTarget target = target(sent.apply("target"), checks);
        MigrationLimits limits =
                new MigrationLimits(
                        rate(sent, checks), concurrency(sent, checks), window(sent, checks));
        String hours = sent.apply("grace_hours");
        long grace = hours.isEmpty() ? NewMigration.USUAL_GRACE.toHours() : hours(hours, checks);
        checks.done();
        return new NewMigration(
                source, target, limits, Duration.ofHours(grace), sent.apply("reason"));
    }

    /**
     * New limits in place of all that hold.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} with every wrong field
     */
    static MigrationChange limits(UnaryOperator<String> sent) {
        Checks checks = new Checks();
        Long rate = rate(sent, checks);
        int concurrency = concurrency(sent, checks);
        MigrationWindow window = window(sent, checks);
        checks.done();
        return new MigrationChange(
                rate == null ? Long.valueOf(0) : rate, concurrency, window, window == null, null);
    }

    private static MigrationTarget target(String sent, Checks checks) {
        if (sent.equals("shared")) {
            return new MigrationTarget.Shared();
        }
        if (sent.equals("dedicated")) {
            return new MigrationTarget.Dedicated();
        }
        UUID id = id(sent, "target", checks);
        return id == null ? new MigrationTarget.Shared() : new MigrationTarget.Backend(id);
    }

    private static @Nullable UUID id(String sent, String field, Checks checks) {
        try {
            return UUID.fromString(sent);
        } catch (IllegalArgumentException e) {
            checks.add(field, "Choose one of the places in the list.");
            return null;
        }
    }

    private static @Nullable Long rate(UnaryOperator<String> sent, Checks checks) {
        String typed = sent.apply("bandwidth");
        if (typed.isEmpty()) {
            return null;
        }
        if (RATE.matcher(typed).matches()) {
            long bytes =
                    new BigDecimal(typed)
                            .multiply(MIB)
                            .setScale(0, RoundingMode.HALF_UP)
                            .longValueExact();
            if (bytes > 0) {
                return bytes;
            }
        }
        checks.add("bandwidth", "Must be a number of MiB above 0, such as 50 or 0.5, or empty.");
        return null;
    }

    private static int concurrency(UnaryOperator<String> sent, Checks checks) {
        String typed = sent.apply("concurrency");
        if (typed.isEmpty()) {
            return MigrationLimits.USUAL;
        }
        int count = COUNT.matcher(typed).matches() ? Integer.parseInt(typed) : 0;
        if (count < 1 || count > MigrationLimits.MOST) {
            checks.add("concurrency", "Must be 1 to " + MigrationLimits.MOST + " files.");
        }
        return count;
    }

    private static long hours(String typed, Checks checks) {
        int hours = COUNT.matcher(typed).matches() ? Integer.parseInt(typed) : LONGEST_HOURS + 1;
        if (hours > LONGEST_HOURS) {
            checks.add("grace_hours", "Must be 0 to " + LONGEST_HOURS + " hours.");
        }
        return hours;
    }

    private static @Nullable MigrationWindow window(UnaryOperator<String> sent, Checks checks) {
        if (sent.apply("window_from").isEmpty() && sent.apply("window_to").isEmpty()) {
            return null;
        }
        LocalTime from = time(sent, "window_from", checks);
        LocalTime to = time(sent, "window_to", checks);
        String zone = sent.apply("window_zone");
        try {
            ZoneId read = ZoneId.of(zone.isEmpty() ? "UTC" : zone);
            return from == null || to == null ? null : new MigrationWindow(from, to, read);
        } catch (DateTimeException e) {
            checks.add("window_zone", "Must be a time zone such as Europe/Berlin, or UTC.");
            return null;
        }
    }

    private static @Nullable LocalTime time(
            UnaryOperator<String> sent, String field, Checks checks) {
        try {
            return LocalTime.parse(sent.apply(field));
        } catch (DateTimeException e) {
            checks.add(field, "Must be a time of the day such as 22:00.");
            return null;
        }
    }
}

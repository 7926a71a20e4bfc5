package dev.storeward.core;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids of migrations as they are told: {@code mig_} and 32 hexadecimal digits. */
public final class MigrationId {
    private static final String PREFIX = "mig_";
    private static final Pattern FORM = Pattern.compile(PREFIX + "([0-9a-f]{32})");

    private MigrationId() {}

    public static String of(UUID id) {
        return PREFIX + id.toString().replace("-", "");
    }

    /** Empty when the text is no such id. */
    public static Optional<UUID> parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String digits = matcher.group(1);
        return Optional.of(
                new UUID(
                        Long.parseUnsignedLong(digits, 0, 16, 16),
                        Long.parseUnsignedLong(digits, 16, 32, 16)));
    }
}

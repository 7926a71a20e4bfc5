package dev.storeward.bench.s3;

import java.time.Duration;
import java.util.List;

/**
 * What to measure: {@code --only small|large|list}, and for how long each load runs, {@code
 * --seconds N}.
 *
 * @param only empty for everything
 */
public record S3Choice(String only, Duration time) {
    private static final List<String> PARTS = List.of("small", "large", "list");

    /**
     * Reads the options.
     *
     * @throws IllegalArgumentException with a sentence about the first that is wrong
     */
    public static S3Choice of(List<String> arguments) {
        String only = "";
        int seconds = 5;
        for (int i = 0; i < arguments.size(); i += 2) {
            String value = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
            switch (arguments.get(i)) {
                case "--only" -> only = part(value);
                case "--seconds" -> seconds = seconds(value);
                default ->
                        throw new IllegalArgumentException(
                                "Unknown option "
                                        + arguments.get(i)
                                        + ". The options of s3 are --only and --seconds.");
            }
        }
        return new S3Choice(only, Duration.ofSeconds(seconds));
    }

    private static String part(String value) {
        if (!PARTS.contains(value)) {
            throw new IllegalArgumentException("--only must be one of " + PARTS + ".");
        }
        return value;
    }

    private static int seconds(String value) {
        if (!value.matches("[1-9]|10")) {
            throw new IllegalArgumentException("--seconds must be from 1 to 10.");
        }
        return Integer.parseInt(value);
    }

    boolean runs(String part) {
        return only.isEmpty() || only.equals(part);
    }
}

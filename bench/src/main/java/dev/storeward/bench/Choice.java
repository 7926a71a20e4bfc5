package dev.storeward.bench;

import java.time.Duration;
import java.util.List;

/**
 * What to measure: {@code --only large|small|links|pages|first|neighbours}, and for how long each
 * load runs, {@code --seconds N}.
 *
 * @param only empty for everything but the first seconds and the neighbours
 */
record Choice(String only, Duration time) {
    private static final String NEIGHBOURS = "neighbours";
    private static final String FIRST = "first";
    private static final List<String> PARTS =
            List.of("large", "small", "links", "pages", FIRST, NEIGHBOURS);

    static Choice of(List<String> arguments) {
        String only = "";
        int seconds = 3;
        for (int i = 0; i < arguments.size(); i += 2) {
            String value = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
            switch (arguments.get(i)) {
                case "--only" -> only = part(value);
                case "--seconds" -> seconds = seconds(value);
                default ->
                        throw new IllegalArgumentException(
                                "Unknown option "
                                        + arguments.get(i)
                                        + ". The options are --only and --seconds.");
            }
        }
        return new Choice(only, Duration.ofSeconds(seconds));
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

    /** The longest part is run only where it is asked for. */
    boolean runsNeighbours() {
        return only.equals(NEIGHBOURS);
    }

    /** Needs a server that has done nothing yet. */
    boolean runsFirst() {
        return only.equals(FIRST);
    }

    boolean runs(String part) {
        return only.isEmpty() || only.equals(part);
    }
}

package dev.storeward.bench.migrate;

import java.util.List;

/**
 * What to move: {@code --only small|medium|large|inside}, and how much of it, {@code --percent N}.
 *
 * @param only empty for everything
 * @param percent of the files of each data set, 1 to 100
 */
public record MigrateChoice(String only, int percent) {

    /**
     * Reads the options.
     *
     * @throws IllegalArgumentException with a sentence about the first that is wrong
     */
    public static MigrateChoice of(List<String> arguments) {
        String only = "";
        int percent = 100;
        for (int i = 0; i < arguments.size(); i += 2) {
            String value = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
            switch (arguments.get(i)) {
                case "--only" -> only = part(value);
                case "--percent" -> percent = percent(value);
                default ->
                        throw new IllegalArgumentException(
                                "Unknown option "
                                        + arguments.get(i)
                                        + ". The options of migrate are --only and --percent.");
            }
        }
        return new MigrateChoice(only, percent);
    }

    private static String part(String value) {
        List<String> parts = DataSet.all(1).stream().map(DataSet::name).toList();
        if (!parts.contains(value)) {
            throw new IllegalArgumentException("--only must be one of " + parts + ".");
        }
        return value;
    }

    private static int percent(String value) {
        if (!value.matches("[1-9][0-9]?|100")) {
            throw new IllegalArgumentException("--percent must be from 1 to 100.");
        }
        return Integer.parseInt(value);
    }

    boolean runs(DataSet set) {
        return only.isEmpty() || only.equals(set.name());
    }
}

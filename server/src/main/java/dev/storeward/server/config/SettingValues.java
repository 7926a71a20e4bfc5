package dev.storeward.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the settings were set to, read by kind. An unset one has the value it is asked with.
 *
 * @param all by the name of their variable, none of them blank
 */
record SettingValues(Map<String, String> all) {
    SettingValues {
        all = Map.copyOf(all);
    }

    boolean has(String name) {
        return all.containsKey(name);
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(all.get(name));
    }

    String text(String name, String otherwise) {
        return all.getOrDefault(name, otherwise);
    }

    /** The entries between commas, none of them empty. */
    List<String> list(String name) {
        return Arrays.stream(text(name, "").split(",", -1))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    /**
     * False where it is not set.
     *
     * @throws SettingsException when it is neither true nor false
     */
    boolean flag(String name) {
        return switch (text(name, "false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new SettingsException(name + " must be true or false.");
        };
    }

    /**
     * A whole number in a range.
     *
     * @throws SettingsException when it is none, or beyond the range
     */
    long number(String name, long otherwise, long least, long most) {
        String value = all.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value.matches("[0-9]{1,18}")
                && Long.parseLong(value) >= least
                && Long.parseLong(value) <= most) {
            return Long.parseLong(value);
        }
        throw new SettingsException(
                name + " must be a whole number from " + least + " to " + most + ".");
    }
}

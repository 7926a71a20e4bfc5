package dev.storeward.server.backup;

import dev.storeward.server.config.Settings;
import dev.storeward.server.config.SettingsException;
import dev.storeward.server.config.SettingsReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a command was given: its file, and what {@code serve} would be given.
 *
 * @param file absolute
 */
record Arguments(Path file, Settings settings) {

    /**
     * Reads the command line and the environment.
     *
     * @param option that names the file, such as {@code --to}
     * @throws SettingsException when it is missing, or another option cannot be used
     */
    static Arguments of(List<String> given, String option, Map<String, String> environment) {
        List<String> rest = new ArrayList<>(given);
        String file = "";
        for (int i = 0; i < rest.size(); i++) {
            if (rest.get(i).equals(option) && i + 1 < rest.size()) {
                file = rest.get(i + 1);
                rest.subList(i, i + 2).clear();
                break;
            }
            if (rest.get(i).startsWith(option + "=")) {
                file = rest.remove(i).substring(option.length() + 1);
                break;
            }
        }
        if (file.isBlank()) {
            throw new SettingsException("Name the backup's file: " + option + " FILE.");
        }
        return new Arguments(
                Path.of(file).toAbsolutePath().normalize(), SettingsReader.read(rest, environment));
    }
}

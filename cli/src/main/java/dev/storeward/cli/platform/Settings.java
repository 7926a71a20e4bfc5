package dev.storeward.cli.platform;

import dev.storeward.cli.command.CommandRun;
import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** The settings of a backend as options give them: secrets come from files, not from the line. */
final class Settings {
    private Settings() {}

    static ObjectNode of(CommandRun run) {
        ObjectNode settings =
                run.has("--settings")
                        ? Texts.object("--settings", Path.of(run.text("--settings")))
                        : Words.object();
        for (String pair : run.texts("--set")) {
            String[] parts = parts("--set", pair);
            switch (parts[1]) {
                case "true" -> settings.put(parts[0], true);
                case "false" -> settings.put(parts[0], false);
                default -> settings.put(parts[0], parts[1]);
            }
        }
        for (String pair : run.texts("--set-file")) {
            String[] parts = parts("--set-file", pair);
            try {
                settings.put(parts[0], Files.readString(Path.of(parts[1])).strip());
            } catch (IOException e) {
                throw Failure.usage("--set-file: " + parts[1] + " cannot be read.");
            }
        }
        return settings;
    }

    private static String[] parts(String option, String pair) {
        int at = pair.indexOf('=');
        if (at < 1) {
            throw Failure.usage(option + ": must be name=value.");
        }
        return new String[] {pair.substring(0, at), pair.substring(at + 1)};
    }
}

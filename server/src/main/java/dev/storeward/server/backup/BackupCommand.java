package dev.storeward.server.backup;

import dev.storeward.core.db.backup.Backup;
import dev.storeward.core.db.backup.Manifest;
import dev.storeward.server.Main;
import java.util.List;

/** {@code storeward backup --to FILE}: the database as one file, while the server may run. */
public final class BackupCommand {
    private BackupCommand() {}

    /** Writes the backup and tells what else belongs to it; the exit code is 1 when it fails. */
    public static void main(String[] given) {
        Main.ending(() -> run(Arguments.of(List.of(given), "--to", CommandWiring.environment())));
    }

    private static void run(Arguments arguments) {
        try (OwnedDatabase database = OwnedDatabase.existing(arguments.settings())) {
            Manifest manifest =
                    Backup.write(
                            database.settings(), arguments.file(), CommandWiring.clock().instant());
            System.out.print(told(arguments, manifest));
        }
    }

    private static String told(Arguments arguments, Manifest manifest) {
        StringBuilder text = new StringBuilder();
        long rows = manifest.tables().stream().mapToLong(Manifest.Contents::rows).sum();
        text.append(
                "Backed up %d rows of %d tables to %s.%n"
                        .formatted(rows, manifest.tables().size(), arguments.file()));
        text.append(
                "It opens no file without the master keys %s (%s): keep a copy of that file elsewhere.%n"
                        .formatted(
                                String.join(", ", manifest.masterKeys()),
                                arguments.settings().masterKeyFile()));
        text.append(
                "The files' content lies in these places, which are not in the backup:%n"
                        .formatted());
        for (Manifest.Location location : manifest.locations()) {
            text.append(
                    "  %s %s%s (%s)%n"
                            .formatted(
                                    location.endpoint(),
                                    location.bucket(),
                                    location.prefix().isEmpty() ? "" : "/" + location.prefix(),
                                    location.connector()));
        }
        return text.toString();
    }
}

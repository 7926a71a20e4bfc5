package dev.storeward.server.backup;

import dev.storeward.core.backup.Sample;
import dev.storeward.core.crypto.MasterKeys;
import dev.storeward.core.db.DatabaseSettings;
import dev.storeward.core.db.Schema;
import dev.storeward.core.db.backup.BackupException;
import dev.storeward.core.db.backup.Manifest;
import dev.storeward.core.db.backup.Restore;
import dev.storeward.server.Main;
import dev.storeward.server.config.Settings;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * {@code storeward restore --from FILE}: a backup into an empty database, and a look whether the
 * files' content is there.
 */
public final class RestoreCommand {
    private RestoreCommand() {}

    /** Restores and tells what comes next; the exit code is 1 when it fails. */
    public static void main(String[] given) {
        Main.ending(() -> run(Arguments.of(List.of(given), "--from", CommandWiring.environment())));
    }

    private static void run(Arguments arguments) {
        Settings settings = arguments.settings();
        Manifest manifest = Restore.manifest(arguments.file());
        requireKeys(manifest, settings);
        try (OwnedDatabase database = OwnedDatabase.fresh(settings)) {
            restored(arguments, database.settings(), manifest);
        }
        long rows = manifest.tables().stream().mapToLong(Manifest.Contents::rows).sum();
        System.out.printf("Restored %d rows of the backup of %s.%n", rows, manifest.createdAt());
        System.out.print(sampled(settings));
        System.out.printf(
                "The next start removes nothing from any bucket until you say what this installation is:%n"
                        + "  storeward ctl installation release --moved   the original is gone for good%n"
                        + "  storeward ctl installation release --copy    the original lives on%n");
    }

    private static void requireKeys(Manifest manifest, Settings settings) {
        MasterKeys keys = MasterKeys.load(settings.masterKeyFile());
        List<String> missing =
                manifest.masterKeys().stream().filter(id -> keys.find(id).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw new BackupException(
                    "The master key file "
                            + settings.masterKeyFile()
                            + " does not hold "
                            + String.join(", ", missing)
                            + ", which the backup is sealed under: restore that file first, and name"
                            + " it with STOREWARD_MASTER_KEY_FILE.");
        }
    }

    private static void restored(
            Arguments arguments, DatabaseSettings database, Manifest manifest) {
        Restore.requireEmpty(database);
        Schema.migrateTo(database, manifest.schema());
        Restore.read(database, arguments.file());
        Schema.migrate(database);
    }

    private static String sampled(Settings settings) {
        try (ConfigurableApplicationContext parts = Main.parts(settings)) {
            Sample.Found found = CommandWiring.sample(parts, settings).look();
            StringBuilder text = new StringBuilder();
            text.append(
                    "Of %d files looked at, the content of %d is there.%n"
                            .formatted(found.looked(), found.there()));
            found.trouble().forEach(line -> text.append("  ").append(line).append('\n'));
            return text.toString();
        }
    }
}

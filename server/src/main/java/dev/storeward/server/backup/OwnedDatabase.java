package dev.storeward.server.backup;

import dev.storeward.core.db.DatabaseSettings;
import dev.storeward.postgres.DatabaseLogin;
import dev.storeward.postgres.EmbeddedServer;
import dev.storeward.postgres.LiveDatabase;
import dev.storeward.postgres.Options;
import dev.storeward.server.config.Settings;
import dev.storeward.server.config.SettingsException;
import java.nio.file.Files;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The database of a command: the operator's, the one a running server works with, or our own,
 * started for the command.
 */
final class OwnedDatabase implements AutoCloseable {
    private static final int CONNECTIONS = 2;

    private final DatabaseSettings settings;
    private final @Nullable EmbeddedServer started;

    private OwnedDatabase(DatabaseSettings settings, @Nullable EmbeddedServer started) {
        this.settings = settings;
        this.started = started;
    }

    /**
     * One that exists; a running server goes on working with it.
     *
     * @throws SettingsException when there is none
     */
    static OwnedDatabase existing(Settings settings) {
        if (!settings.database().embedded()) {
            return external(settings);
        }
        Optional<LiveDatabase> live = LiveDatabase.below(settings.data());
        if (live.isPresent()) {
            LiveDatabase found = live.get();
            return new OwnedDatabase(of(found.jdbcUrl(), found.owner(), found.app()), null);
        }
        if (!Files.isDirectory(settings.data().resolve("postgres"))) {
            throw new SettingsException(
                    "There is no database in "
                            + settings.data()
                            + ": name the data folder with --data, or the database with --db.");
        }
        return started(settings);
    }

    /** One to be filled; the embedded one is made. */
    static OwnedDatabase fresh(Settings settings) {
        return settings.database().embedded() ? started(settings) : external(settings);
    }

    private static OwnedDatabase external(Settings settings) {
        Settings.DatabaseChoice chosen = settings.database();
        return new OwnedDatabase(
                new DatabaseSettings(
                        chosen.url(),
                        chosen.user(),
                        chosen.password(),
                        chosen.user(),
                        chosen.password(),
                        CONNECTIONS),
                null);
    }

    private static OwnedDatabase started(Settings settings) {
        EmbeddedServer server = EmbeddedServer.start(settings.data(), Options.defaults());
        return new OwnedDatabase(of(server.jdbcUrl(), server.owner(), server.app()), server);
    }

    private static DatabaseSettings of(String url, DatabaseLogin owner, DatabaseLogin app) {
        return new DatabaseSettings(
                url, owner.user(), owner.password(), app.user(), app.password(), CONNECTIONS);
    }

    DatabaseSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        if (started != null) {
            started.close();
        }
    }
}

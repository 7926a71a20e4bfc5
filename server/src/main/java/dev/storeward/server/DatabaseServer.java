package dev.storeward.server;

import dev.storeward.core.db.DatabaseSettings;
import dev.storeward.core.installation.DatabaseHome;
import dev.storeward.postgres.EmbeddedServer;
import dev.storeward.postgres.Options;
import dev.storeward.server.config.Settings;
import dev.storeward.server.process.BootId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL this server works on: the operator's, or our own below the data folder. */
final class DatabaseServer implements AutoCloseable {
    private final Settings settings;
    private final @Nullable EmbeddedServer embedded;
    private final @Nullable DatabaseWatch watch;

    private DatabaseServer(Settings settings, @Nullable EmbeddedServer embedded) {
        this.settings = settings;
        this.embedded = embedded;
        this.watch = embedded == null ? null : new DatabaseWatch(embedded);
    }

    static DatabaseServer start(Settings settings) {
        return new DatabaseServer(
                settings,
                settings.database().embedded()
                        ? EmbeddedServer.start(settings.data(), Options.defaults())
                        : null);
    }

    DatabaseSettings settings(int poolSize) {
        if (embedded == null) {
            Settings.DatabaseChoice chosen = settings.database();
            return new DatabaseSettings(
                    chosen.url(),
                    chosen.user(),
                    chosen.password(),
                    chosen.user(),
                    chosen.password(),
                    poolSize);
        }
        return new DatabaseSettings(
                embedded.jdbcUrl(),
                embedded.owner().user(),
                embedded.owner().password(),
                embedded.app().user(),
                embedded.app().password(),
                poolSize);
    }

    /** Where it lies, as this process knows it. */
    DatabaseHome home() {
        return embedded == null
                ? DatabaseHome.external(authority(settings.database().url()))
                : DatabaseHome.embedded(embedded.folderIdentity(), BootId.ofThisMachine());
    }

    /** The hosts and ports of a JDBC URL, in which the local one may be left out. */
    static String authority(String url) {
        int start = url.indexOf("//");
        return start < 0
                ? "localhost"
                : url.substring(start + 2).split("[/?]", 2)[0].toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        if (embedded != null) {
            embedded.close();
        }
    }
}

package dev.storeward.server.backup;

import dev.storeward.core.backend.Stores;
import dev.storeward.core.backend.location.DataFolder;
import dev.storeward.core.backup.Sample;
import dev.storeward.core.db.Tx;
import dev.storeward.server.config.Settings;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.context.ApplicationContext;

/** What the commands have of the world around them. */
final class CommandWiring {
    private CommandWiring() {}

    static Map<String, String> environment() {
        return System.getenv();
    }

    static InstantSource clock() {
        return Clock.systemUTC();
    }

    /** A look into the places of a restored database, whose folders lie below this data folder. */
    static Sample sample(ApplicationContext parts, Settings settings) {
        Tx tx = parts.getBean(Tx.class);
        new DataFolder(tx, settings.data(), settings.database().embedded()).follow();
        return new Sample(tx, parts.getBean(Stores.class));
    }
}

package dev.storeward.server;

import dev.storeward.core.crypto.Installation;
import dev.storeward.server.config.Settings;
import dev.storeward.store.Secret;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the operator must be told at the start. */
final class Notices {
    private static final Logger LOG = LoggerFactory.getLogger("storeward");

    private Notices() {}

    /** Shows the first super admin's key, this once, on the terminal and not in the log. */
    static void adminKey(Secret key) {
        System.out.println(
                "The first super admin's key, shown this once: "
                        + key.reveal()
                        + System.lineSeparator()
                        + "Keep it, or start with STOREWARD_ADMIN_KEY to set your own.");
    }

    static void masterKey(Settings settings, Installation installation) {
        if (!settings.masterKeyFileChosen()) {
            LOG.warn(
                    "{} the master key in {}. Losing it loses every encrypted file: back it up, or move it and set STOREWARD_MASTER_KEY_FILE",
                    installation.keyCreated() ? "Made" : "Using",
                    settings.masterKeyFile());
        }
    }

    /** Names what runs with this server's rights and did not come with it. */
    static void connectors(ConnectorJars jars) {
        jars.connectors()
                .forEach(connector ->
                        LOG.info(
                                "The connector {} comes from STOREWARD_CONNECTORS ({})",
                                connector.schema().name(),
                                connector.getClass().getName()));
    }
}

package dev.storeward.server;

import dev.storeward.core.crypto.Installation;
import dev.storeward.server.config.Settings;
import dev.storeward.server.config.SettingsReader;
import dev.storeward.store.Secret;
import java.nio.file.Path;
import java.util.List;
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
                        + "Keep it, or start with --admin-key-file to set your own.");
    }

    /** A command line is read by every user of a machine for as long as the program runs. */
    static void keyOnCommandLine(Settings settings) {
        if (settings.admin().onCommandLine()) {
            LOG.warn(
                    "The admin key stands on the command line, where every user of this machine sees it: put it into a file, and start with --admin-key-file");
        }
    }

    /** Names what strangers decide when nobody else does. */
    static void publicUrl(Settings settings) {
        if (settings.publicUrl().isEmpty() && !SettingsReader.isLoopback(settings.host())) {
            LOG.warn(
                    "Links begin with whatever host a request names: set STOREWARD_PUBLIC_URL to the address that clients use");
        }
    }

    static void masterKey(Settings settings, Installation installation) {
        if (settings.masterKeyFileChosen()) {
            if (installation.keyCreated()) {
                LOG.warn(
                        "Made a new master key in {}. Losing it loses every encrypted file: back it up",
                        settings.masterKeyFile());
            }
        } else {
            LOG.warn(
                    "{} the master key in {}. Losing it loses every encrypted file: back it up, or move it and set STOREWARD_MASTER_KEY_FILE",
                    installation.keyCreated() ? "Made" : "Using",
                    settings.masterKeyFile());
        }
    }

    /** Names folders that are gone although files lie in them. */
    static void missing(List<Path> folders) {
        folders.forEach(folder ->
                LOG.error(
                        "Files are recorded in the folder {}, and it is gone or empty: they, and new files that go there, answer 503 until it is mounted or restored",
                        folder));
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

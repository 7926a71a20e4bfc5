package dev.storeward.server;

import dev.storeward.core.crypto.MasterKeyException;
import dev.storeward.core.crypto.MasterKeys;
import dev.storeward.server.config.Settings;
import dev.storeward.server.config.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What can be known to fail before anything is made: no database, key or folder is left behind by a
 * start that cannot succeed.
 */
final class StartChecks {
    private StartChecks() {}

    /**
     * @throws SettingsException naming the setting and what to do
     * @throws MasterKeyException when the key file that is there cannot be used
     */
    static void require(Settings settings) {
        requireData(settings.data());
        requireKey(settings);
        requirePort("STOREWARD_PORT", settings.host(), settings.port());
        settings.managementPort()
                .ifPresent(port -> requirePort("STOREWARD_MANAGEMENT_PORT", settings.host(), port));
    }

    private static void requireData(Path data) {
        Path standing = data;
        while (!Files.exists(standing)) {
            @Nullable Path parent = standing.getParent();
            if (parent == null) {
                return;
            }
            standing = parent;
        }
        if (!Files.isDirectory(standing)) {
            throw new SettingsException(
                    "STOREWARD_DATA: " + standing + " is no folder. Name a folder, or remove it.");
        }
        if (!Files.isWritable(standing)) {
            throw new SettingsException(
                    "STOREWARD_DATA: this user may not write into "
                            + standing
                            + ". Change its owner, or name another folder.");
        }
    }

    private static void requireKey(Settings settings) {
        Path file = settings.masterKeyFile();
        if (Files.exists(file)) {
            MasterKeys.load(file);
            return;
        }
        @Nullable Path folder = file.getParent();
        if (settings.masterKeyFileChosen() && (folder == null || !Files.isDirectory(folder))) {
            throw new SettingsException(
                    "STOREWARD_MASTER_KEY_FILE: the folder "
                            + folder
                            + " does not exist. Make it, or correct the path.");
        }
    }

    private static void requirePort(String setting, String host, int port) {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new SettingsException(
                    "STOREWARD_HOST: " + host + " is no address of this machine.");
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw new SettingsException(
                    setting
                            + ": "
                            + host
                            + ":"
                            + port
                            + " cannot be listened on ("
                            + e.getMessage()
                            + "). Stop what uses it, or choose another port.");
        }
    }
}

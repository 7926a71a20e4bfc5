package dev.storeward.server.config;

import dev.storeward.server.config.Settings.AdminChoice;
import dev.storeward.store.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the key that an operator chose for the first super admin. */
final class AdminKey {
    static final String VARIABLE = "STOREWARD_ADMIN_KEY";
    static final String FILE_VARIABLE = "STOREWARD_ADMIN_KEY_FILE";

    /** A key has 512 characters at most; what is larger is no key. */
    private static final int MOST_BYTES = 4 << 10;

    private AdminKey() {}

    /**
     * @param key empty when none was given itself
     * @param file empty when none was named
     * @param byOption whether the key stands on the command line, where every user of the machine
     *     sees it
     * @throws SettingsException when both were given, or the file holds no key
     */
    static AdminChoice choice(String key, String file, boolean byOption, String email) {
        if (file.isEmpty()) {
            return new AdminChoice(Secret.of(key), byOption && !key.isEmpty(), email);
        }
        if (!key.isEmpty()) {
            throw new SettingsException(
                    "Set " + VARIABLE + " or " + FILE_VARIABLE + ", and not both.");
        }
        return new AdminChoice(read(Path.of(file).toAbsolutePath()), false, email);
    }

    private static Secret read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            String text = new String(bytes, StandardCharsets.UTF_8).strip();
            if (bytes.length > MOST_BYTES || text.isEmpty() || text.lines().count() > 1) {
                throw new SettingsException(
                        FILE_VARIABLE
                                + ": "
                                + file
                                + " must hold the key in one line, and nothing else.");
            }
            return Secret.of(text);
        } catch (IOException e) {
            throw new SettingsException(FILE_VARIABLE + ": " + file + " cannot be read.");
        }
    }
}

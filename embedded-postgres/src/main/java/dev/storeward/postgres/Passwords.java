package dev.storeward.postgres;

import dev.storeward.store.Secret;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/** The three roles and their passwords, which are made once and kept in a file of mode 600. */
record Passwords(DatabaseLogin administrator, DatabaseLogin owner, DatabaseLogin app) {
    static final String ADMINISTRATOR = "storeward_admin";
    static final String OWNER = "storeward_owner";
    static final String APP = "storeward_app";

    private static final int PASSWORD_BYTES = 24;

    static Passwords readOrCreate(Path file) {
        try {
            if (!Files.exists(file)) {
                PrivateFiles.write(file, fresh());
            }
            Properties lines = new Properties();
            lines.load(new StringReader(Files.readString(file)));
            return new Passwords(
                    login(file, lines, ADMINISTRATOR),
                    login(file, lines, OWNER),
                    login(file, lines, APP));
        } catch (IOException e) {
            throw Failures.of("The database's passwords in " + file + " cannot be used", e);
        }
    }

    private static String fresh() {
        SecureRandom random = new SecureRandom();
        StringBuilder text = new StringBuilder();
        for (String role : new String[] {ADMINISTRATOR, OWNER, APP}) {
            byte[] bytes = new byte[PASSWORD_BYTES];
            random.nextBytes(bytes);
            text.append(role)
                    .append('=')
                    .append(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))
                    .append('\n');
        }
        return text.toString();
    }

    private static DatabaseLogin login(Path file, Properties lines, String role) {
        String password = lines.getProperty(role, "");
        if (password.isEmpty()) {
            throw new EmbeddedServerException(
                    "The file " + file + " holds no password for the role " + role + ".");
        }
        return new DatabaseLogin(role, Secret.of(password));
    }
}

package dev.storeward.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** Which version this is. */
final class Version {
    private static final String RECORD =
            "/META-INF/maven/dev.storeward/storeward-cli/pom.properties";

    private Version() {}

    /** What the build wrote into the jar; of classes that are in none, that they are in none. */
    static String text() {
        try (InputStream record = Version.class.getResourceAsStream(RECORD)) {
            if (record != null) {
                Properties properties = new Properties();
                properties.load(record);
                return properties.getProperty("version", "unknown");
            }
        } catch (IOException e) {
            // Told as one that is not known.
        }
        return "unpacked";
    }
}

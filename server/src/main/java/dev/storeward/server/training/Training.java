package dev.storeward.server.training;

import dev.storeward.server.Main;
import dev.storeward.server.config.Settings;
import dev.storeward.server.config.SettingsReader;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts a server on the loopback over a folder of its own, uses it, and ends. Run with {@code
 * -XX:AOTCacheOutput}, the JVM keeps the classes that were loaded and the profiles of what ran
 * often, which {@code -XX:AOTCache} gives to later starts.
 */
public final class Training {
    /** Some seconds are enough where nothing else runs; somebody is waiting for the server. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Training() {}

    /**
     * Ends with 0 when what the JVM writes may be used, with 1 when a request was not answered as
     * it should be: the caller then removes it.
     *
     * @param arguments an empty folder, which the caller removes afterwards
     */
    public static void main(String[] arguments) {
        try {
            run(List.of(arguments));
        } catch (RuntimeException e) {
            System.err.println("storeward: the training run failed: " + e.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }

    private static void run(List<String> arguments) {
        if (arguments.size() != 1) {
            throw new IllegalArgumentException("one argument is needed, an empty folder");
        }
        String key = "training-" + UUID.randomUUID();
        try (ConfigurableApplicationContext context =
                Main.start(settings(arguments.getFirst(), key))) {
            int port = port(context);
            URI server = URI.create("http://127.0.0.1:" + port);
            try (Exercise exercise = new Exercise(server, key, LONGEST)) {
                exercise.run();
            }
        }
    }

    /** What is set in the environment is another server's. */
    private static Settings settings(String folder, String adminKey) {
        return SettingsReader.read(
                List.of("--host", "127.0.0.1", "--port", "0", "--data", folder),
                Map.of("STOREWARD_ADMIN_KEY", adminKey, "STOREWARD_DRAIN_SECONDS", "1"));
    }

    private static int port(ConfigurableApplicationContext context) {
        if (context instanceof ServletWebServerApplicationContext web
                && web.getWebServer() != null) {
            return web.getWebServer().getPort();
        }
        throw new IllegalStateException("the server does not listen");
    }
}

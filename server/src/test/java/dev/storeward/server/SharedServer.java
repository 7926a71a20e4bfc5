package dev.storeward.server;

import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A server that the test classes with the same settings share: started when first asked for,
 * stopped when a class asks for other settings or after the last test, so that there is one at a
 * time. Every test brings its own tenants, and no test stops it.
 */
public final class SharedServer implements BeforeAllCallback {
    private static Map<String, String> settings = Map.of();
    private static RunningServer running;

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(Namespace.GLOBAL)
                .computeIfAbsent(SharedServer.class, ignored -> (AutoCloseable) SharedServer::stop);
    }

    /**
     * The server with these environment variables.
     *
     * @param environment wins over the test's own, as with {@link RunningServer#start(Map)}
     */
    public static synchronized RunningServer with(Map<String, String> environment) {
        if (running == null || !settings.equals(environment)) {
            stop();
            running = RunningServer.start(environment);
            settings = Map.copyOf(environment);
        }
        return running;
    }

    private static synchronized void stop() {
        if (running != null) {
            running.close();
            running = null;
        }
    }
}

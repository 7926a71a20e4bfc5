package dev.storeward.server.proof.server;

import dev.storeward.server.RunningServer;
import dev.storeward.server.api.files.SharedStore;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Servers that several test classes share: started when first asked for, stopped after the last
 * test. Every test brings its own tenants.
 */
public final class SharedServers implements BeforeAllCallback {
    /** Above this a file is refused by the server on a local folder. */
    public static final int MAX_FILE_BYTES = 24 << 20;

    private static final Map<Kind, Served> RUNNING = new EnumMap<>(Kind.class);

    /** Where the shared store lies. */
    public enum Kind {
        LOCAL,
        S3
    }

    /** A server and its shared store, seen past the server. */
    public record Served(RunningServer server, StoreView store) {}

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(Namespace.GLOBAL)
                .computeIfAbsent(
                        SharedServers.class, ignored -> (AutoCloseable) SharedServers::stop);
    }

    public static synchronized Served on(Kind kind) {
        return RUNNING.computeIfAbsent(kind, SharedServers::start);
    }

    private static Served start(Kind kind) {
        return switch (kind) {
            case LOCAL -> {
                RunningServer server =
                        RunningServer.start(
                                Map.of("STOREWARD_MAX_FILE_BYTES", String.valueOf(MAX_FILE_BYTES)));
                yield new Served(server, StoreView.ofFolder(server));
            }
            case S3 -> {
                S3Server s3 = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
                Map<String, String> environment = new HashMap<>(SharedStore.on(s3));
                yield new Served(
                        RunningServer.start(environment), StoreView.ofBucket(s3, environment));
            }
        };
    }

    private static synchronized void stop() {
        RUNNING.values()
                .forEach(served -> {
                    served.store().close();
                    served.server().close();
                });
        RUNNING.clear();
    }
}

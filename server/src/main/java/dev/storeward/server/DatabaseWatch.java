package dev.storeward.server;

import dev.storeward.postgres.EmbeddedServer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the embedded PostgreSQL again when it dies alone. */
final class DatabaseWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseWatch.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final EmbeddedServer server;
    private final Thread thread;

    DatabaseWatch(EmbeddedServer server) {
        this.server = server;
        this.thread = Thread.ofVirtual().name("database-watch").start(this::watch);
    }

    private void watch() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(PAUSE);
                if (!server.isAlive()) {
                    LOG.warn("The embedded PostgreSQL has died and is started again");
                    server.restart();
                }
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) {
                LOG.error("The embedded PostgreSQL does not start: {}", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

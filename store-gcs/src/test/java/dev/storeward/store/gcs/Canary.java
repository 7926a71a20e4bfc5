package dev.storeward.store.gcs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener on loopback that nobody may ever connect to. */
final class Canary implements AutoCloseable {
    private final ServerSocket listener;
    private final AtomicInteger heard = new AtomicInteger();

    Canary() {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual()
                .start(() -> {
                    while (!listener.isClosed()) {
                        try {
                            listener.accept().close();
                            heard.incrementAndGet();
                        } catch (IOException e) {
                            // Closed by its owner.
                        }
                    }
                });
    }

    String url(String path) {
        return "http://127.0.0.1:" + listener.getLocalPort() + path;
    }

    /** How many connections came. */
    int heard() {
        return heard.get();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

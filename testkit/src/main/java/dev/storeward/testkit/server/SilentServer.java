package dev.storeward.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Accepts every connection on a port of the loopback and never answers, until it is closed. Safe
 * for use by several threads.
 */
public final class SilentServer implements AutoCloseable {
    private final ServerSocket server;
    private final List<Socket> connections = new ArrayList<>();
    private final Semaphore accepted = new Semaphore(0);

    private SilentServer(ServerSocket server) {
        this.server = server;
    }

    public static SilentServer start() {
        try {
            ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            SilentServer silent = new SilentServer(socket);
            Thread.ofVirtual().start(silent::accept);
            return silent;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** How many connections it was given so far. */
    public synchronized int connections() {
        return connections.size();
    }

    /** Waits for one more connection. */
    public void awaitConnection() throws InterruptedException {
        accepted.acquire();
    }

    private void accept() {
        try {
            while (true) {
                keep(server.accept());
                accepted.release();
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private synchronized void keep(Socket socket) {
        connections.add(socket);
    }

    /** Breaks off every connection. */
    @Override
    public synchronized void close() {
        try {
            server.close();
            for (Socket socket : connections) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

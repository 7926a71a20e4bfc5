package dev.storeward.server.proof.failure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A proxy on loopback that cuts a connection after so many bytes counted over all connections, old
 * ones too: so a call in the middle of an upload is hit on a connection that worked until then.
 */
final class Scissors implements AutoCloseable {
    private final ServerSocket listener;
    private final URI target;
    private final AtomicReference<Plan> plan = new AtomicReference<>(new Plan(false, 0, 0));

    /** Where to cut next, and how often. */
    private static final class Plan {
        private final boolean request;
        private final long after;
        private long left;
        private int times;

        Plan(boolean request, long after, int times) {
            this.request = request;
            this.after = after;
            this.left = after;
            this.times = times;
        }

        /** How many of the bytes at hand pass; fewer than all when it is time to cut. */
        synchronized int passing(boolean ofRequest, int bytes) {
            if (times == 0 || ofRequest != request) {
                return bytes;
            }
            if (left >= bytes) {
                left -= bytes;
                return bytes;
            }
            int passing = (int) left;
            left = after;
            times--;
            return passing;
        }
    }

    private Scissors(ServerSocket listener, URI target) {
        this.listener = listener;
        this.target = target;
    }

    static Scissors to(URI target) {
        try {
            Scissors scissors =
                    new Scissors(
                            new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), target);
            Thread.ofVirtual().start(scissors::accept);
            return scissors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Cuts so often, each time after so many bytes of requests or else of replies. */
    void cut(boolean request, long after, int times) {
        plan.set(new Plan(request, after, times));
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                // Closed by its owner, or by a client that changed its mind.
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(target.getHost(), target.getPort())) {
            Thread up = Thread.ofVirtual().start(() -> pump(client, server, true));
            pump(server, client, false);
            up.join();
        } catch (IOException e) {
            // The server is gone: so is the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pump(Socket from, Socket to, boolean request) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16 << 10];
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                int passing = plan.get().passing(request, got);
                out.write(buffer, 0, passing);
                out.flush();
                if (passing < got) {
                    return;
                }
            }
        } catch (IOException e) {
            // One side is gone: the other follows.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            // Closed is closed.
        }
    }
}

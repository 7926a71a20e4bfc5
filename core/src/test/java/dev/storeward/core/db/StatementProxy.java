package dev.storeward.core.db;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a pool and PostgreSQL, counts what is executed, and cuts the connection of the one
 * that is due: before the server sees it, or after the server did it and before the answer. What
 * listeners and heartbeats execute on connections of their own is not counted.
 */
public final class StatementProxy implements AutoCloseable {
    private static final int NEVER = Integer.MAX_VALUE;
    private static final List<String> BESIDE = List.of("storeward-listener", "heartbeat");

    /** When the connection goes. */
    public enum Cut {
        BEFORE,
        AFTER
    }

    private final ServerSocket server;
    private final URI target;
    private final AtomicInteger left = new AtomicInteger(NEVER);
    private final AtomicBoolean happened = new AtomicBoolean();
    private volatile Cut cut = Cut.BEFORE;

    private StatementProxy(ServerSocket server, URI target) {
        this.server = server;
        this.target = target;
        Thread.ofVirtual().name("statement-proxy").start(this::accept);
    }

    /**
     * Begins to listen.
     *
     * @param jdbcUrl of the server
     */
    public static StatementProxy to(String jdbcUrl) {
        try {
            return new StatementProxy(
                    new ServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                    URI.create(jdbcUrl.substring("jdbc:".length())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server's database by way of this. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:"
                + server.getLocalPort()
                + target.getPath()
                + "?sslmode=disable&gssEncMode=disable";
    }

    /**
     * Has the connection of an execution cut, once.
     *
     * @param number 1 for the next one
     */
    public void cutAt(int number, Cut when) {
        cut = when;
        happened.set(false);
        left.set(number);
    }

    /** Cuts nothing any more; answers whether anything was cut. */
    public boolean heal() {
        left.set(NEVER);
        return happened.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket database = new Socket(target.getHost(), target.getPort());
                Link link = new Link(client, database);
                Thread.ofVirtual().start(() -> link.run(link::toDatabase));
                Thread.ofVirtual().start(() -> link.run(link::toClient));
            } catch (IOException e) {
                // Closed, or the database is gone: the client sees it.
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private interface Way {
        void run() throws IOException;
    }

    /** One connection; its messages are those of PostgreSQL's protocol, version 3. */
    private final class Link {
        private final Socket client;
        private final Socket database;
        private volatile boolean silent;
        private boolean beside;

        Link(Socket client, Socket database) {
            this.client = client;
            this.database = database;
        }

        private void run(Way way) {
            try (client;
                    database) {
                way.run();
            } catch (IOException e) {
                // One end is gone, and the other goes with it.
            }
        }

        private void toDatabase() throws IOException {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(database.getOutputStream()));
            int startup = in.readInt();
            byte[] parameters = in.readNBytes(startup - Integer.BYTES);
            learn(parameters);
            out.writeInt(startup);
            out.write(parameters);
            out.flush();
            while (true) {
                int type = in.readUnsignedByte();
                int length = in.readInt();
                byte[] body = in.readNBytes(length - Integer.BYTES);
                boolean execution = type == 'S' || type == 'Q';
                if (type == 'P' || type == 'Q') {
                    learn(body);
                }
                if (execution && !beside && isDue()) {
                    happened.set(true);
                    if (cut == Cut.BEFORE) {
                        return;
                    }
                    silent = true;
                }
                out.writeByte(type);
                out.writeInt(length);
                out.write(body);
                if (execution || in.available() == 0) {
                    out.flush();
                }
            }
        }

        /** A connection tells its name when it is made, or with one of its first statements. */
        private void learn(byte[] message) {
            String text = new String(message, StandardCharsets.ISO_8859_1);
            beside |= text.contains("application_name") && BESIDE.stream().anyMatch(text::contains);
        }

        private boolean isDue() {
            return left.updateAndGet(n -> n == NEVER ? NEVER : n - 1) == 0;
        }

        private void toClient() throws IOException {
            DataInputStream in = new DataInputStream(database.getInputStream());
            DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(client.getOutputStream()));
            while (true) {
                int type = in.readUnsignedByte();
                int length = in.readInt();
                byte[] body = in.readNBytes(length - Integer.BYTES);
                if (silent) {
                    if (type == 'Z') {
                        return;
                    }
                    continue;
                }
                out.writeByte(type);
                out.writeInt(length);
                out.write(body);
                if (type == 'Z' || in.available() == 0) {
                    out.flush();
                }
            }
        }
    }
}

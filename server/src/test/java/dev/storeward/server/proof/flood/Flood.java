package dev.storeward.server.proof.flood;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Many connections of one hostile machine, driven by whoever asks. */
final class Flood implements AutoCloseable {
    private final List<SocketChannel> connections = new ArrayList<>();

    /**
     * Opens connections and sends the same on each.
     *
     * @param from an address of loopback that they come from
     */
    static Flood of(int count, String url, String from, String beginning) {
        Flood flood = new Flood();
        URI uri = URI.create(url);
        try {
            for (int i = 0; i < count; i++) {
                SocketChannel connection = SocketChannel.open();
                flood.connections.add(connection);
                connection.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
                connection.connect(
                        new InetSocketAddress(InetAddress.ofLiteral(uri.getHost()), uri.getPort()));
                connection.configureBlocking(false);
                flood.send(connection, beginning);
            }
            return flood;
        } catch (IOException e) {
            flood.close();
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a little more on each that is still open. */
    void drip(String more) {
        connections.forEach(connection -> send(connection, more));
    }

    /** How many the server has neither ended nor answered. */
    int unanswered() {
        connections.forEach(Flood::read);
        return (int) connections.stream().filter(SocketChannel::isOpen).count();
    }

    private void send(SocketChannel connection, String text) {
        if (!connection.isOpen()) {
            return;
        }
        try {
            connection.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            close(connection);
        }
    }

    /** Whatever comes is an answer or the end, after which a connection is of no use. */
    private static void read(SocketChannel connection) {
        if (!connection.isOpen()) {
            return;
        }
        try {
            if (connection.read(ByteBuffer.allocate(1)) != 0) {
                close(connection);
            }
        } catch (IOException e) {
            close(connection);
        }
    }

    private static void close(SocketChannel connection) {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        connections.forEach(Flood::close);
    }
}

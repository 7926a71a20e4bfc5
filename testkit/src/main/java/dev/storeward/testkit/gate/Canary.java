package dev.storeward.testkit.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener on loopback that counts who comes, and sends them away. */
final class Canary implements AutoCloseable {
    private final ServerSocket listener;
    private final AtomicInteger visits = new AtomicInteger();
    private final String answer;

    private Canary(ServerSocket listener, String answer) {
        this.listener = listener;
        this.answer = answer;
    }

    /** Closes every connection at once. */
    static Canary silent() {
        return answering("");
    }

    /** Answers every request with these lines, which are a whole answer of HTTP. */
    static Canary answering(String answer) {
        try {
            Canary canary =
                    new Canary(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), answer);
            Thread.ofVirtual().start(canary::accept);
            return canary;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    int visits() {
        return visits.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try (Socket visitor = listener.accept()) {
                visits.incrementAndGet();
                if (!answer.isEmpty()) {
                    answer(visitor);
                }
            } catch (IOException e) {
                // Closed by its owner, or by a visitor that changed its mind.
            }
        }
    }

    private void answer(Socket visitor) throws IOException {
        InputStream in = visitor.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            int got = in.read();
            if (got < 0) {
                return;
            }
            head.append((char) got);
        }
        visitor.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
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

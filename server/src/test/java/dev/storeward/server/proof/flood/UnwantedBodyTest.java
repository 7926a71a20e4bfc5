package dev.storeward.server.proof.flood;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A request is refused before its body was read: little more is read, and the answer arrives. */
@ExtendWith(SharedServers.class)
class UnwantedBodyTest {
    private static final long GIB = 1L << 30;

    /** What the two systems between keep of what was sent. */
    private static final long KEPT_BETWEEN = 24 << 20;

    private static RunningServer server;

    @BeforeAll
    static void server() {
        server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    }

    private static Socket connected() throws IOException {
        URI uri = URI.create(server.url());
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static byte[] head(long length) {
        return ("POST /api/v1/storage/upload?file_name=a HTTP/1.1\r\nHost: a\r\nContent-Length: "
                        + length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Sends until all is sent or the server takes no more; answers how much that was. */
    private static long sendAll(OutputStream out, long length) {
        byte[] piece = new byte[64 << 10];
        long sent = 0;
        try {
            while (sent < length) {
                int count = (int) Math.min(piece.length, length - sent);
                out.write(piece, 0, count);
                sent += count;
            }
        } catch (IOException e) {
            // The server has ended the connection.
        }
        return sent;
    }

    private static String readAll(InputStream in) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            in.transferTo(bytes);
        } catch (IOException e) {
            // What came before a reset counts.
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aClientThatListensWhileItSendsReadsTheAnswerAndSendsInVain() throws Exception {
        try (Socket socket = connected();
                ExecutorService sender = Executors.newVirtualThreadPerTaskExecutor()) {
            OutputStream out = socket.getOutputStream();
            out.write(head(GIB));
            Future<Long> sent = sender.submit(() -> sendAll(out, GIB));

            String answer = readAll(socket.getInputStream());

            assertThat(answer)
                    .startsWith("HTTP/1.1 401 ")
                    .contains("\"UNAUTHORIZED\"")
                    .endsWith("}");
            assertThat(sent.get()).isLessThan(KEPT_BETWEEN);
        }
    }

    @Test
    void aClientThatSendsAllBeforeItListensReadsTheAnswerToo() throws Exception {
        try (Socket socket = connected()) {
            long length = 1 << 20;
            socket.getOutputStream().write(head(length));
            assertThat(sendAll(socket.getOutputStream(), length)).isEqualTo(length);

            assertThat(readAll(socket.getInputStream())).startsWith("HTTP/1.1 401 ").endsWith("}");
        }
    }

    @Test
    void aShortBodyIsPassedOverAndTheConnectionGoesOn() throws Exception {
        try (Socket socket = connected()) {
            OutputStream out = socket.getOutputStream();
            out.write(head(10_000));
            out.write(new byte[10_000]);
            out.write(
                    "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));

            assertThat(readAll(socket.getInputStream()))
                    .startsWith("HTTP/1.1 401 ")
                    .contains("HTTP/1.1 200 ")
                    .endsWith("ok\n");
        }
    }

    @Test
    void theRestOfABodyIsNeverTakenForTheNextRequest() throws Exception {
        try (Socket socket = connected()) {
            OutputStream out = socket.getOutputStream();
            out.write(head(200_000));
            byte[] inner =
                    "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1);
            for (int sent = 0; sent < 200_000; sent += inner.length) {
                out.write(inner);
            }

            String answers = readAll(socket.getInputStream());

            assertThat(answers).startsWith("HTTP/1.1 401 ").doesNotContain("HTTP/1.1 200 ");
        }
    }
}

package dev.storeward.server.http.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.file.Category;
import dev.storeward.core.file.Download;
import dev.storeward.core.file.StoredFile;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

/** Clients that stop reading a download, and ones that go on. */
class PausedReaderTest {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int LENGTH = 32 << 20;

    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicInteger paused = new AtomicInteger();
    private final AtomicReference<WebServer> running = new AtomicReference<>();

    private WebServer server() {
        return Objects.requireNonNull(running.get());
    }

    private void serve(Duration limit) {
        ErrorMapper words = new ProblemJsonMapper(new Json(), "/") {};
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
        factory.setAddress(InetAddress.getLoopbackAddress());
        new TomcatSetup(
                        TomcatSetup.limits(100, 0, address -> true, limit),
                        OptionalInt.empty(),
                        new ErrorMappers(List.of(), words))
                .customize(factory);
        WebServer server =
                factory.getWebServer(context ->
                        context.addServlet("download", new Downloading()).addMapping("/"));
        server.start();
        running.set(server);
    }

    @AfterEach
    void stop() {
        server().stop();
    }

    /** Sends bytes from a store whose stream is watched. */
    private final class Downloading extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            response.setContentLength(LENGTH);
            FileResponses.send(
                    new Download(FILE, 0, LENGTH, new Watched()),
                    response,
                    paused::incrementAndGet);
        }
    }

    private static final StoredFile FILE =
            new StoredFile(
                    new UUID(1, 1),
                    new UUID(1, 2),
                    1,
                    new UUID(1, 3),
                    "organizations/1/files/1/a",
                    "a",
                    Category.GENERAL,
                    "application/octet-stream",
                    LENGTH,
                    new byte[32],
                    "",
                    new UUID(1, 4),
                    Instant.EPOCH,
                    1);

    private final class Watched extends InputStream {
        @Override
        public int read() {
            return 'x';
        }

        @Override
        public int read(byte[] buffer, int from, int length) {
            Arrays.fill(buffer, from, from + length, (byte) 'x');
            return length;
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }

    private Socket reader() throws IOException {
        Socket socket = new Socket();
        // Small, so that the server's writes wait for this client.
        socket.setReceiveBufferSize(16 << 10);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server().getPort()));
        socket.getOutputStream()
                .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void aClientThatStopsReadingIsCutItsStreamClosedAndCounted() throws IOException {
        serve(SHORT);
        try (Socket socket = reader()) {
            assertThat(socket.getInputStream().readNBytes(1_000)).hasSize(1_000);

            Awaitility.await().atMost(Duration.ofSeconds(60)).untilTrue(closed);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(paused).hasValue(1));
        }
    }

    @Test
    void aClientThatReadsToTheEndIsNotCounted() throws IOException {
        serve(LONG);
        try (Socket socket = reader()) {
            assertThat(socket.getInputStream().readNBytes(LENGTH)).hasSize(LENGTH);
        }

        Awaitility.await().atMost(Duration.ofSeconds(60)).untilTrue(closed);
        assertThat(paused).hasValue(0);
    }

    @Test
    void aClientThatGoesAwayIsNotCounted() throws IOException {
        serve(LONG);
        try (Socket socket = reader()) {
            assertThat(socket.getInputStream().readNBytes(1_000)).hasSize(1_000);
            socket.setSoLinger(true, 0);
        }

        Awaitility.await().atMost(Duration.ofSeconds(60)).untilTrue(closed);
        assertThat(paused).hasValue(0);
    }
}

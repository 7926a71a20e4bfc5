package dev.storeward.store.s3.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.Content;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.s3.Loopback;
import dev.storeward.store.s3.S3Connector;
import dev.storeward.testkit.server.S3Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server whose clock is far from ours, and which says so. */
final class SkewTest {
    private static final String MOMENT = "Sun, 06 Nov 1994 08:49:37 GMT";
    private static final String REFUSED =
            "<Error><Code>RequestTimeTooSkewed</Code><Message>m</Message></Error>";

    private final S3Connector connector = Loopback.connector();
    private final ServerSocket server = listening();
    private final List<String> dates = new CopyOnWriteArrayList<>();

    private static ServerSocket listening() {
        try {
            return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() throws IOException {
        connector.close();
        server.close();
    }

    @Test
    void theServersClockIsTakenForTheRightOne() {
        Thread.ofVirtual().start(() -> serve("19941106"));
        try (ObjectStore store = open()) {
            store.put(new ObjectKey("a"), Content.of(new byte[0]), PutOptions.defaults());
            store.put(new ObjectKey("b"), Content.of(new byte[0]), PutOptions.defaults());
        }

        assertThat(dates).hasSize(3);
        assertThat(dates.getFirst()).doesNotStartWith("1994");
        assertThat(dates.subList(1, 3)).allMatch(date -> date.startsWith("19941106T08"));
    }

    @Test
    void aServerThatStillRefusesIsToldAsSkewed() {
        Thread.ofVirtual().start(() -> serve("never"));
        try (ObjectStore store = open()) {
            StoreException failure =
                    catchThrowableOfType(
                            StoreException.class, () -> store.head(new ObjectKey("a")));
            StoreException written =
                    catchThrowableOfType(
                            StoreException.class,
                            () ->
                                    store.put(
                                            new ObjectKey("a"),
                                            Content.of(new byte[0]),
                                            PutOptions.defaults()));

            assertThat(failure.code()).isEqualTo(StoreException.Code.FORBIDDEN);
            assertThat(written.reason()).isEqualTo(Reason.CLOCK_SKEWED);
        }
    }

    private ObjectStore open() {
        S3Server at =
                new S3Server(
                        URI.create("http://127.0.0.1:" + server.getLocalPort()),
                        "us-east-1",
                        "access",
                        "secret",
                        "bucket");
        return Loopback.open(connector, at, new Loopback());
    }

    /** Answers each connection once, and takes only what is signed at the given day. */
    private void serve(String day) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), ISO_8859_1));
                String first = in.readLine();
                String date = "";
                for (String line = in.readLine();
                        line != null && !line.isEmpty();
                        line = in.readLine()) {
                    if (line.startsWith("x-amz-date: ")) {
                        date = line.substring(12);
                    }
                }
                dates.add(date);
                boolean head = first != null && first.startsWith("HEAD");
                socket.getOutputStream()
                        .write(answer(date.startsWith(day), head).getBytes(ISO_8859_1));
            } catch (IOException e) {
                // The next connection may be better; none comes when the test is over.
            }
        }
    }

    private static String answer(boolean taken, boolean head) {
        String body = taken || head ? "" : REFUSED;
        return "HTTP/1.1 "
                + (taken ? "200 OK" : "403 Forbidden")
                + "\r\nDate: "
                + MOMENT
                + "\r\nETag: \"e\"\r\nContent-Type: application/xml\r\nConnection: close\r\n"
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }
}

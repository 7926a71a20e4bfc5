package dev.storeward.store.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import dev.storeward.testkit.Mutants;
import dev.storeward.testkit.server.AzureServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers of a container, changed a little: each is a result or a failure of the store. */
final class ChangedAnswersTest {
    private static final int SEEDS = 100;

    private final AtomicReference<String> text = new AtomicReference<>("");
    private final HttpServer server = listening();
    private final AzureConnector connector = new AzureConnector(Clock.systemUTC());
    private final ObjectStore store = open();

    private HttpServer listening() {
        try {
            HttpServer made =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            made.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            made.createContext("/", this::answer);
            made.start();
            return made;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] bytes = text.get().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            exchange.getResponseHeaders().set("x-ms-request-id", "r");
            boolean none = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, none ? -1 : bytes.length);
            if (!none) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private ObjectStore open() {
        AzureServer at =
                new AzureServer(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                        "account",
                        Base64.getEncoder().encodeToString(new byte[64]),
                        "container");
        return Loopback.open(
                connector, at, new Loopback(Duration.ofSeconds(5), Duration.ofSeconds(5)));
    }

    @AfterEach
    void stop() {
        store.close();
        connector.close();
        server.stop(0);
    }

    private static void resultOrFailure(ThrowingCallable call) {
        try {
            call.call();
        } catch (StoreException e) {
            assertThat(e.getMessage()).endsWith(".");
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aChangedListIsAListOrAFailureOfTheStore() {
        Mutants.of(ChangedAnswersTest.class, "answers.txt")
                .play(
                        SEEDS,
                        changed -> {
                            text.set(changed);
                            resultOrFailure(() -> store.list(new ListRequest("", "", 10)));
                            resultOrFailure(() ->
                                    store.multipart().orElseThrow().pending(new ObjectKey("a")));
                        });
    }
}

package dev.storeward.store.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.testkit.Mutants;
import dev.storeward.testkit.server.AzureServer;
import dev.storeward.testkit.server.LoopbackHttp;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers of a container, changed a little: each is a result or a failure of the store. */
final class ChangedAnswersTest {
    private static final int SEEDS = 100;

    private final AtomicReference<String> text = new AtomicReference<>("");
    private final HttpServer server = LoopbackHttp.serving(this::answer);
    private final AzureConnector connector = new AzureConnector(Clock.systemUTC());
    private final ObjectStore store = open();

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

    @Test
    void aChangedListIsAListOrAFailureOfTheStore() {
        Mutants.of(ChangedAnswersTest.class, "answers.txt")
                .play(
                        SEEDS,
                        changed -> {
                            text.set(changed);
                            Mutants.resultOrFailure(() -> store.list(new ListRequest("", "", 10)));
                            Mutants.resultOrFailure(() ->
                                    store.multipart().orElseThrow().pending(new ObjectKey("a")));
                        });
    }
}

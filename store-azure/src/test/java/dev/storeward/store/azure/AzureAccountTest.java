package dev.storeward.store.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Profile.Trait;
import dev.storeward.testkit.server.AzureServer;
import dev.storeward.testkit.server.LoopbackHttp;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only an account of Azure's own keeps or forbids: no emulator does. */
final class AzureAccountTest {
    private static final ObjectKey KEY = new ObjectKey("a");

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server = LoopbackHttp.serving(this::answer);
    private final AzureConnector connector = new AzureConnector(Clock.systemUTC());
    private final AzureServer account =
            new AzureServer(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/account"),
                    "account",
                    "a2V5",
                    "files");

    /** What the service answers to a method. */
    private record Answer(int status, Map<String, String> headers) {}

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
            Answer answer =
                    answers.getOrDefault(
                            exchange.getRequestMethod(), new Answer(200, Map.of("ETag", "\"1\"")));
            exchange.getResponseHeaders().set("x-ms-request-id", "1");
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), -1);
        }
    }

    @AfterEach
    void stop() {
        connector.close();
        server.stop(0);
    }

    private DeleteFailure delete() {
        try (ObjectStore store = Loopback.open(connector, account, new Loopback())) {
            return store.delete(List.of(KEY)).getFirst();
        }
    }

    private Optional<Boolean> keepsVersions() {
        ConnectorSchema schema = connector.schema();
        return connector
                .probe()
                .learn(
                        schema.spec(Secret.each(account.settings())),
                        schema.credential(Secret.each(account.settings())),
                        new Loopback(),
                        KEY)
                .get(Trait.VERSIONED);
    }

    private static Answer retained() {
        return new Answer(409, Map.of("x-ms-error-code", "BlobImmutableDueToPolicy"));
    }

    @Test
    void aDeleteThatABlobsPolicyForbidsSaysUntilWhen() {
        answers.put("DELETE", retained());
        answers.put(
                "HEAD",
                new Answer(
                        200,
                        Map.of(
                                "x-ms-immutability-policy-until-date",
                                "Tue, 06 May 2031 07:08:09 GMT")));

        DeleteFailure failure = delete();

        assertThat(failure.key()).isEqualTo(KEY);
        assertThat(failure.reason().code()).isEqualTo(Code.RETAINED);
        assertThat(failure.reason().until()).contains(Instant.parse("2031-05-06T07:08:09Z"));
        assertThat(failure.reason()).hasMessageContaining("until 2031-05-06T07:08:09Z.");
        assertThat(asked).containsExactly("DELETE /account/files/a", "HEAD /account/files/a");
    }

    @Test
    void aPolicyOfTheContainerNamesNoDay() {
        answers.put("DELETE", retained());

        DeleteFailure failure = delete();

        assertThat(failure.reason().code()).isEqualTo(Code.RETAINED);
        assertThat(failure.reason().until()).isEmpty();
    }

    @Test
    void aDayThatCannotBeReadIsNone() {
        answers.put("DELETE", retained());
        answers.put(
                "HEAD", new Answer(200, Map.of("x-ms-immutability-policy-until-date", "tomorrow")));

        DeleteFailure failure = delete();

        assertThat(failure.reason().code()).isEqualTo(Code.RETAINED);
        assertThat(failure.reason().until()).isEmpty();
    }

    @Test
    void anAccountThatKeepsVersionsIsKnownForIt() {
        answers.put("PUT", new Answer(201, Map.of("ETag", "\"1\"")));
        assertThat(keepsVersions()).contains(false);

        answers.put(
                "HEAD", new Answer(200, Map.of("x-ms-version-id", "2031-05-06T07:08:09.0000000Z")));
        assertThat(keepsVersions()).contains(true);
        assertThat(asked).as("the probe is removed").endsWith("DELETE /account/files/a");
    }
}

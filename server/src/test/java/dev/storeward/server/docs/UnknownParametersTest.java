package dev.storeward.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * A query parameter that an address of the platform door does not have is named, and those it has.
 */
@ExtendWith(SharedServers.class)
class UnknownParametersTest {
    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final Http admin = new Http(server, RunningServer.ADMIN_KEY);
    private final JsonNode document = OpenApi.of(server).document();

    @Test
    void everyAddressNamesTheParametersOfTheDocument() {
        List<String> asked = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            if (path.getKey().startsWith("/api/v1/platform/")) {
                for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                    String method = operation.getKey().toUpperCase(Locale.ROOT);
                    requireNamed(method, path.getKey(), parameters(operation.getValue()));
                    asked.add(method + " " + path.getKey());
                }
            }
        }

        assertThat(asked).hasSizeGreaterThan(30);
    }

    private void requireNamed(String method, String path, List<String> known) {
        String address = path.replaceAll("\\{[a-z_]+}", UUID.randomUUID().toString());

        Http.Answer answer =
                admin.send(
                        method,
                        address + "?limti=5",
                        BodyPublishers.ofString("{}"),
                        "Content-Type",
                        "application/json");

        assertThat(answer.status()).as(method + " " + path + ": " + answer.text()).isEqualTo(400);
        assertThat(answer.json().at("/errors/limti/0").stringValue())
                .as(method + " " + path)
                .isEqualTo(
                        "Unknown query parameter. "
                                + (known.isEmpty()
                                        ? "This address takes none."
                                        : "Those that exist here: "
                                                + String.join(", ", known)
                                                + "."));
    }

    private List<String> parameters(JsonNode operation) {
        List<String> names = new ArrayList<>();
        for (JsonNode sent : operation.path("parameters").values()) {
            JsonNode parameter =
                    sent.has("$ref")
                            ? document.at(sent.path("$ref").stringValue().substring(1))
                            : sent;
            if (parameter.path("in").asString("").equals("query")) {
                names.add(parameter.path("name").stringValue());
            }
        }
        return names.stream().sorted().toList();
    }
}

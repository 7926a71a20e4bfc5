package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import java.net.http.HttpRequest.BodyPublishers;
import tools.jackson.databind.JsonNode;

/** A client of the platform door that holds every answer against the published document. */
final class PlatformClient {
    private static final String BASE = "/api/v1/platform";

    private final Http http;
    private final OpenApi openApi;

    PlatformClient(RunningServer server, OpenApi openApi, String key) {
        this.http = new Http(server, key);
        this.openApi = openApi;
    }

    Http.Answer get(String path, String... headers) {
        return call("GET", path, "", headers);
    }

    Http.Answer post(String path, String json, String... headers) {
        return call("POST", path, json, headers);
    }

    Http.Answer patch(String path, String json, String... headers) {
        return call("PATCH", path, json, headers);
    }

    Http.Answer put(String path, String json, String... headers) {
        return call("PUT", path, json, headers);
    }

    Http.Answer delete(String path, String... headers) {
        return call("DELETE", path, "", headers);
    }

    /** The answer's body when the status is as expected. */
    JsonNode expect(int status, Http.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return answer.json();
    }

    private Http.Answer call(String method, String path, String json, String... headers) {
        Http.Answer answer =
                http.send(
                        method,
                        BASE + path,
                        json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json),
                        headers);
        assertThat(openApi.deviations(method, BASE + path, answer))
                .as(method + " " + path + " -> " + answer.status() + " " + answer.text())
                .isEmpty();
        assertThat(answer.header("X-Request-Id")).isNotEmpty();
        return answer;
    }
}

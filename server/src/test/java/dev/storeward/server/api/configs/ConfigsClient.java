package dev.storeward.server.api.configs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A client of the configs door that holds every answer against the published document. */
final class ConfigsClient {
    static final String BASE = "/api/v1/storage-configs";

    private final Http http;
    private final OpenApi openApi;
    private final String key;

    ConfigsClient(RunningServer server, OpenApi openApi, String key) {
        this.http = new Http(server, "");
        this.openApi = openApi;
        this.key = key;
    }

    /**
     * @param path behind the door's base, such as {@code /} or {@code /?limit=1}
     */
    Http.Answer get(String path, String... headers) {
        return call("GET", BASE + path, "", headers);
    }

    Http.Answer post(String path, String json, String... headers) {
        return call("POST", BASE + path, json, headers);
    }

    Http.Answer delete(String path, String... headers) {
        return call("DELETE", BASE + path, "", headers);
    }

    /** Follows an absolute URL of an answer, which must lead to this door. */
    Http.Answer follow(RunningServer server, JsonNode url) {
        assertThat(url.stringValue()).startsWith(server.url() + BASE + "/?");
        return call("GET", url.stringValue().substring(server.url().length()), "");
    }

    /** The body of an answer when its status is as expected. */
    static JsonNode expect(int status, Http.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return answer.json();
    }

    private Http.Answer call(String method, String path, String json, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        if (!key.isEmpty()) {
            all.addAll(List.of("X-Avala-Api-Key", key));
        }
        if (!json.isEmpty()) {
            all.addAll(List.of("Content-Type", "application/json"));
        }
        Http.Answer answer =
                http.send(
                        method,
                        path,
                        json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json),
                        all.toArray(String[]::new));
        assertThat(openApi.deviations(method, documented(path), answer))
                .as(method + " " + path + " -> " + answer.status() + " " + answer.text())
                .isEmpty();
        assertThat(answer.header("X-Request-Id")).isNotEmpty();
        return answer;
    }

    /** The document knows each path once, with the slash. */
    private static String documented(String path) {
        String bare = path.split("\\?", 2)[0];
        return bare.endsWith("/") ? bare : bare + "/";
    }
}

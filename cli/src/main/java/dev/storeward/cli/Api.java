package dev.storeward.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The platform door of a server. What it refuses is told in its own words. Every change carries an
 * {@code Idempotency-Key} of its own.
 */
final class Api implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.shared();
    private static final String BASE = "/api/v1/platform";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LARGEST_ANSWER = 64 << 20;

    private final String url;
    private final String key;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();

    /**
     * @param url of the server, with or without a slash at its end
     */
    Api(String url, String key) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.key = key;
        if (!this.url.matches("https?://[^\\s/?#]+(/[^\\s?#]*)?")) {
            throw Failure.usage(
                    "STOREWARD_URL must be the address of a server, such as http://127.0.0.1:8080.");
        }
        if (key.isEmpty() || !key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw Failure.usage(
                    "STOREWARD_KEY must hold an API key; POST /users/{id}/keys makes one.");
        }
    }

    JsonNode get(String path) {
        return call("GET", path, BodyPublishers.noBody());
    }

    JsonNode post(String path, JsonNode body) {
        return call("POST", path, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    }

    JsonNode patch(String path, JsonNode body) {
        return call("PATCH", path, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    }

    /** Every item of a list, page by page. */
    void each(String path, Consumer<JsonNode> item) {
        String cursor = "";
        do {
            JsonNode page =
                    get(
                            path
                                    + (path.contains("?") ? "&" : "?")
                                    + "limit=1000"
                                    + (cursor.isEmpty() ? "" : "&cursor=" + encoded(cursor)));
            page.path("items").forEach(item);
            cursor = page.path("next_cursor").asString("");
        } while (!cursor.isEmpty());
    }

    List<JsonNode> all(String path) {
        List<JsonNode> items = new ArrayList<>();
        each(path, items::add);
        return items;
    }

    /** The body of an answer as it comes; the caller closes it. */
    InputStream open(String path) {
        HttpResponse<InputStream> response =
                send(request("GET", path, BodyPublishers.noBody()).build());
        if (response.statusCode() != 200) {
            throw refusal(response);
        }
        return response.body();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode call(String method, String path, BodyPublisher body) {
        HttpRequest.Builder request = request(method, path, body).timeout(PATIENCE);
        if (!method.equals("GET")) {
            request.header("Content-Type", "application/json")
                    .header("Idempotency-Key", UUID.randomUUID().toString());
        }
        HttpResponse<InputStream> response = send(request.build());
        if (response.statusCode() >= 300) {
            throw refusal(response);
        }
        try (InputStream answer = response.body()) {
            return JSON.readTree(answer.readNBytes(LARGEST_ANSWER));
        } catch (IOException | JacksonException e) {
            throw notOurs();
        }
    }

    private HttpRequest.Builder request(String method, String path, BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create(url + BASE + path))
                .method(method, body)
                .header("Authorization", "Bearer " + key);
    }

    private HttpResponse<InputStream> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            throw Failure.refused("No server answers at " + url + ". Is STOREWARD_URL right?");
        } catch (IOException e) {
            throw Failure.refused(
                    "The connection to "
                            + url
                            + " broke off. Whether it was done is told by asking for it.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.refused("Interrupted.");
        }
    }

    private Failure refusal(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            JsonNode problem = JSON.readTree(body.readNBytes(LARGEST_ANSWER));
            String detail = Words.text(problem.path("detail"));
            if (!detail.isEmpty()) {
                return Failure.refused(detail + " (" + response.statusCode() + ")");
            }
        } catch (IOException | JacksonException e) {
            return notOurs();
        }
        return notOurs();
    }

    private Failure notOurs() {
        return Failure.refused("What answers at " + url + " is not a Storeward server.");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}

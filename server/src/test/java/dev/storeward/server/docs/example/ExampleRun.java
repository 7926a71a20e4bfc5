package dev.storeward.server.docs.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls operations by their ids and keeps what was sent and answered: by operation, then {@code
 * request} or the status. Answers are kept as clients of another installation would see them,
 * without secrets, and shortened.
 */
final class ExampleRun {
    static final JsonMapper JSON = JsonMapper.shared();
    private static final int ITEMS = 2;
    private static final int LINES = 4;

    private final RunningServer server;
    private final OpenApi openApi;
    private final UnaryOperator<String> cleaned;
    private final ObjectNode kept = JSON.createObjectNode();

    /**
     * @param cleaned takes out of a text what is of this machine
     */
    ExampleRun(RunningServer server, UnaryOperator<String> cleaned) {
        this.server = server;
        this.openApi = OpenApi.of(server);
        this.cleaned = cleaned;
    }

    ObjectNode kept() {
        return kept;
    }

    RunningServer server() {
        return server;
    }

    /** Hours of the day in which a migration does not begin for a while. */
    static String closedWindow() {
        LocalTime now = LocalTime.now(ZoneOffset.UTC);
        DateTimeFormatter form = DateTimeFormatter.ofPattern("HH:mm");
        return "{\"from\":\"%s\",\"to\":\"%s\",\"zone\":\"UTC\"}"
                .formatted(form.format(now.plusHours(3)), form.format(now.plusHours(4)));
    }

    /** As {@link #call(String, String, int, String, String)} without a body. */
    JsonNode call(String key, String operation, int status, String path) {
        return call(key, operation, status, path, "");
    }

    /**
     * Calls an operation with what its address names, and keeps it.
     *
     * @param parts of its path in their order, with commas between, and a query behind a question
     *     mark
     */
    JsonNode call(String key, String operation, int status, String parts, String json) {
        Answer answer = sent(key, operation, status, parts, json, "application/json");
        keep(operation, status, json, answer);
        return answer.header("Content-Type").contains("json")
                        && !answer.header("Content-Type").contains("jsonl")
                ? answer.json()
                : JSON.nullNode();
    }

    /** As {@link #call(String, String, int, String, String)}, of bytes. */
    JsonNode send(String key, String operation, int status, String parts, String bytes) {
        Answer answer = sent(key, operation, status, parts, bytes, "application/octet-stream");
        keep(operation, status, "", answer);
        return answer.json();
    }

    private Answer sent(String key, String id, int status, String parts, String body, String type) {
        Map.Entry<String, String> operation = operation(id);
        String path = path(operation.getValue(), parts);
        List<String> headers =
                body.isEmpty() ? List.of() : new ArrayList<>(List.of("Content-Type", type));
        Answer answer =
                new Http(server, key)
                        .send(
                                operation.getKey(),
                                path,
                                BodyPublishers.ofString(body),
                                headers.toArray(String[]::new));
        assertThat(answer.status()).as(id + ": " + answer.text()).isEqualTo(status);
        assertThat(openApi.deviations(operation.getKey(), path, answer)).as(id).isEmpty();
        return answer;
    }

    private void keep(String operation, int status, String json, Answer answer) {
        ObjectNode of = kept.withObject("/" + operation);
        if (!json.isEmpty()) {
            of.set("request", JSON.readTree(cleaned.apply(json)));
        }
        if (answer.body().length > 0) {
            String text = cleaned.apply(new String(answer.body(), StandardCharsets.UTF_8));
            String type = answer.header("Content-Type");
            of.set(
                    String.valueOf(status),
                    type.contains("json") && !type.contains("jsonl")
                            ? shortened(JSON.readTree(text))
                            : JSON.getNodeFactory().stringNode(shortened(text)));
        }
    }

    private static String shortened(String text) {
        List<String> lines = text.lines().toList();
        return lines.size() <= LINES ? text : String.join("\n", lines.subList(0, LINES)) + "\n";
    }

    private static JsonNode shortened(JsonNode node) {
        if (node instanceof ArrayNode array) {
            ArrayNode few = JSON.createArrayNode();
            array.valueStream().limit(ITEMS).forEach(item -> few.add(shortened(item)));
            return few;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode same = JSON.createObjectNode();
            object.properties()
                    .forEach(field -> same.set(field.getKey(), shortened(field.getValue())));
            return same;
        }
        return node;
    }

    private static String path(String pattern, String parts) {
        String[] pathAndQuery = parts.split("\\?", 2);
        String path = pattern;
        for (String part : pathAndQuery[0].split(",", -1)) {
            path = path.replaceFirst("\\{[a-z_]+}", part);
        }
        return pathAndQuery.length == 1 ? path : path + "?" + pathAndQuery[1];
    }

    /** Its method and path. */
    private Map.Entry<String, String> operation(String id) {
        for (Map.Entry<String, JsonNode> path : openApi.document().path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                if (method.getValue().path("operationId").asString("").equals(id)) {
                    return Map.entry(method.getKey().toUpperCase(Locale.ROOT), path.getKey());
                }
            }
        }
        throw new IllegalArgumentException("No operation is called " + id + ".");
    }
}

package dev.storeward.server.docs.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Every operation of the published document has an example that a server has answered. With {@code
 * -Dstoreward.examples=write} the answers of this run become the examples.
 */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("src/main/resources/openapi/examples.json");

    private static RunningServer server;
    private static OpenApi openApi;
    private static JsonNode document;
    private static JsonNode answered;

    @BeforeAll
    static void tell() throws IOException, InterruptedException {
        S3Server s3 = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
        server =
                RunningServer.start(
                        Map.of(
                                "STOREWARD_AWS_ACCOUNT_ID",
                                "123456789012",
                                "STOREWARD_ADMIN_EMAIL",
                                "admin@example.com",
                                "STOREWARD_DEDICATED_URL",
                                "s3://?region=us-east-1&endpoint=" + s3.endpoint(),
                                "STOREWARD_DEDICATED_ACCESS_KEY",
                                s3.accessKey(),
                                "STOREWARD_DEDICATED_SECRET_KEY",
                                s3.secretKey()));
        openApi = OpenApi.of(server);
        document = openApi.document();
        ExampleRun run = new ExampleRun(server, text -> cleaned(text, s3));
        new Story(run).tell();
        answered = run.kept();
        if ("write".equals(System.getProperty("storeward.examples"))) {
            Files.writeString(
                    EXAMPLES,
                    ExampleRun.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answered)
                            + "\n");
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** As it would be at another installation, and without what opens anything. */
    private static String cleaned(String text, S3Server s3) {
        return text.replace(s3.endpoint().toString(), "https://s3.example.net")
                .replace(s3.accessKey(), "EXAMPLEACCESSKEY")
                .replace(s3.secretKey(), "ThisIsNoSecretItIsAnExample")
                .replace(server.data().toString(), "/var/lib/storeward")
                .replaceAll(
                        "http://(127\\.0\\.0\\.1|localhost):[0-9]+", "https://storage.example.com")
                .replaceAll("(127\\.0\\.0\\.1|localhost):[0-9]+", "database.example.com:5432")
                .replaceAll("\"[^\"]+, pid [0-9]+\"", "\"storage-1, pid 4711\"")
                .replaceAll("sw_[0-9A-Za-z]{43}", "sw_ThisIsNoKeyItIsAnExample")
                .replaceAll("SW[A-Z2-7]{18}", "SWEXAMPLEACCESSKEYID")
                .replaceAll(
                        "\"secret_access_key\":\"[^\"]+\"",
                        "\"secret_access_key\":\"ThisIsNoSecret/ItIsAnExample+Of40Letters\"")
                .replaceAll("/(links|uploads)/[0-9A-Za-z_.=-]+", "/$1/ThisIsNoTokenItIsAnExample");
    }

    private static List<JsonNode> operations() {
        List<JsonNode> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .properties()
                                .forEach(method -> operations.add(method.getValue())));
        return operations;
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").stringValue().substring(1)) : node;
    }

    /** By operation and status, or {@code request}: the media types of whatever has a body. */
    private static Map<String, JsonNode> bodies() {
        Map<String, JsonNode> bodies = new LinkedHashMap<>();
        for (JsonNode operation : operations()) {
            String id = operation.path("operationId").stringValue();
            JsonNode request = operation.path("requestBody").path("content");
            if (request.has("application/json")) {
                bodies.put(id + " request", request);
            }
            for (Map.Entry<String, JsonNode> response : operation.path("responses").properties()) {
                JsonNode content = resolved(response.getValue()).path("content");
                if (response.getKey().startsWith("2") && !content.isEmpty()) {
                    bodies.put(id + " " + response.getKey(), content);
                }
            }
        }
        // Parts of the file that 200 has the whole of.
        bodies.keySet().removeIf(body -> body.endsWith(" 206"));
        return bodies;
    }

    private static JsonNode example(JsonNode content) {
        return content.values().iterator().next().path("example");
    }

    @Test
    void everyBodyHasAnExampleThatIsAsItsSchema() {
        assertThat(bodies()).hasSizeGreaterThan(80);
        bodies().forEach((body, content) -> {
            assertThat(example(content).isMissingNode()).as(body).isFalse();
            assertThat(
                            openApi.deviations(
                                    content.values().iterator().next().path("schema"),
                                    example(content)))
                    .as(body)
                    .isEmpty();
        });
    }

    @Test
    void theExamplesAreWhatAServerAnswers() {
        bodies().forEach((body, content) -> {
            JsonNode real = answered.at("/" + body.replace(' ', '/'));
            assertThat(real.isMissingNode()).as("an answer of " + body).isFalse();
            assertThat(names(example(content)))
                    .as(body + ": -Dstoreward.examples=write writes the examples anew")
                    .isEqualTo(names(real));
        });
    }

    /** The fields of a value, and of the first of each list, but for those that chance decides. */
    private static Set<String> names(JsonNode value) {
        Set<String> names = new TreeSet<>();
        names("", value, names);
        names.removeIf(name ->
                name.matches(".*\\.(current_file|estimated_completion|completed_at)")
                        || name.startsWith(".keys.")
                        || name.contains(".details."));
        return names;
    }

    private static void names(String at, JsonNode value, Set<String> names) {
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            names.add(at + "." + field.getKey());
            names(at + "." + field.getKey(), field.getValue(), names);
        }
        if (value.isArray() && !value.isEmpty()) {
            names(at, value.get(0), names);
        }
    }

    @Test
    void noExampleTellsWhereItWasMadeOrOpensAnything() throws IOException {
        assertThat(Files.readString(EXAMPLES))
                .doesNotContainPattern(
                        "127\\.0\\.0\\.1|localhost|/target/|jdbc:|sw_[0-9A-Za-z]{43}")
                .contains("https://storage.example.com", "sw_ThisIsNoKeyItIsAnExample");
    }
}

package dev.storeward.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DocsTest {
    private static RunningServer server;
    private static Http anyone;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
        anyone = new Http(server, "");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void thePagesComeFromThisServerAlone() {
        Http.Answer page = anyone.get("/docs");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'");
        assertThat(page.text()).doesNotContain("http://").doesNotContain("https://");

        Matcher parts = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.text());
        int found = 0;
        while (parts.find()) {
            assertThat(anyone.get("/" + parts.group(1)).status()).as(parts.group(1)).isEqualTo(200);
            found++;
        }
        assertThat(found).isEqualTo(5);
        assertThat(anyone.get("/docs/start.js").text()).contains("deepLinking: true");
        assertThat(anyone.get("/docs/..%2fapplication.yaml").status()).isBetween(400, 404);
    }

    @Test
    void theFilesDoorIsUnderTheTagStorage() {
        JsonNode document = anyone.get("/openapi.json").json();

        assertThat(document.path("openapi").stringValue()).isEqualTo("3.1.0");
        assertThat(document.path("tags").valueStream().map(t -> t.path("name").stringValue()))
                .contains("storage", "platform");
        document.path("paths")
                .properties()
                .forEach(path -> {
                    if (path.getKey().startsWith("/api/v1/storage/")) {
                        path.getValue()
                                .properties()
                                .forEach(operation ->
                                        assertThat(
                                                        operation
                                                                .getValue()
                                                                .path("tags")
                                                                .get(0)
                                                                .stringValue())
                                                .isEqualTo("storage"));
                    }
                });
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryOperationHasItsOwnId() {
        JsonNode document = anyone.get("/openapi.json").json();
        List<String> ids = new ArrayList<>();
        walk(document, document, ids);

        assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(30);
    }

    private static void walk(JsonNode document, JsonNode node, List<String> ids) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (field.getKey().equals("$ref")) {
                String pointer = field.getValue().stringValue().substring(1);
                assertThat(document.at(pointer).isMissingNode()).as(pointer).isFalse();
            }
            if (field.getKey().equals("operationId")) {
                ids.add(field.getValue().stringValue());
            }
            walk(document, field.getValue(), ids);
        }
        if (node.isArray()) {
            node.forEach(item -> walk(document, item, ids));
        }
    }

    @Test
    void theSlashAtTheEndOfThePagesAddressMakesNoDifference() {
        Http.Answer moved = anyone.get("/docs/");

        assertThat(moved.status()).isEqualTo(308);
        assertThat(moved.header("Location")).isEqualTo("../docs");
    }

    @Test
    void theDocumentNamesTheAddressItWasAskedAt() {
        JsonNode servers = anyone.get("/openapi.json").json().path("servers");

        assertThat(servers.size()).isEqualTo(1);
        assertThat(servers.get(0).path("url").stringValue()).isEqualTo(server.url());
    }

    @Test
    void everyIntegerSaysHowLargeItGetsAndNothingIsOfSeveralKinds() {
        List<String> wrong = new ArrayList<>();
        schemas("", anyone.get("/openapi.json").json(), wrong);

        assertThat(wrong).isEmpty();
    }

    private static void schemas(String at, JsonNode node, List<String> wrong) {
        List<String> types =
                node.path("type").isArray()
                        ? node.path("type").valueStream().map(JsonNode::stringValue).toList()
                        : List.of(node.path("type").asString(""));
        if (types.contains("integer") && !node.path("format").asString("").matches("int(32|64)")) {
            wrong.add(at + " is an integer without a format");
        }
        if (types.size() > 2 || (types.size() == 2 && !types.contains("null"))) {
            wrong.add(at + " is of several kinds");
        }
        if (types.equals(List.of("null")) && !at.contains("/oneOf/")) {
            wrong.add(at + " is never anything");
        }
        node.properties()
                .forEach(field -> {
                    if (!field.getKey().equals("example")) {
                        schemas(at + "/" + field.getKey(), field.getValue(), wrong);
                    }
                });
        for (int i = 0; i < node.size() && node.isArray(); i++) {
            schemas(at + "/" + i, node.get(i), wrong);
        }
    }

    @Test
    void whatIsNoAddressIsAProblem() {
        Http.Answer nothing = anyone.get("/docs/nothing");
        assertThat(nothing.status()).isEqualTo(404);
        assertThat(nothing.json().path("title").stringValue()).isEqualTo("Not Found");
        assertThat(anyone.get("/nothing").status()).isEqualTo(404);
        assertThat(anyone.get("/nothing").json().path("status").intValue()).isEqualTo(404);
    }
}

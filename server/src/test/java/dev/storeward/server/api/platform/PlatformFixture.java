package dev.storeward.server.api.platform;

import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.SharedServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The platform door by its super admin, and what tests make there. */
@ExtendWith(SharedServer.class)
abstract class PlatformFixture {
    static final AtomicInteger NUMBERS = new AtomicInteger();
    static RunningServer server;
    static OpenApi openApi;
    static PlatformClient admin;

    @BeforeAll
    static void start() {
        server = SharedServer.with(Map.of());
        openApi = OpenApi.of(server);
        admin = client(RunningServer.ADMIN_KEY);
    }

    static PlatformClient client(String key) {
        return new PlatformClient(server, openApi, key);
    }

    static String slug() {
        return "tenant-" + NUMBERS.incrementAndGet();
    }

    static JsonNode tenant() {
        return admin.expect(
                201,
                admin.post("/tenants", "{\"slug\":\"%s\",\"name\":\"Acme\"}".formatted(slug())));
    }

    static String id(JsonNode node) {
        return node.path("id").stringValue();
    }

    static JsonNode user(JsonNode tenant, String role) {
        return admin.expect(
                201,
                admin.post(
                        "/tenants/" + id(tenant) + "/users",
                        "{\"email\":\"u%d@acme.test\",\"role\":\"%s\"}"
                                .formatted(NUMBERS.incrementAndGet(), role)));
    }

    static String keyOf(JsonNode user) {
        return admin.expect(201, admin.post("/users/" + id(user) + "/keys", "{\"name\":\"k\"}"))
                .path("key")
                .stringValue();
    }

    static PlatformClient clientOf(JsonNode tenant, String role) {
        return client(keyOf(user(tenant, role)));
    }

    static List<String> fields(Http.Answer answer) {
        return answer.json().path("errors").propertyNames().stream().toList();
    }
}

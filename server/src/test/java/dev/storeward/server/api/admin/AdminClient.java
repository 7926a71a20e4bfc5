package dev.storeward.server.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.tenant.NewTenant;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.testkit.server.S3Server;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A client of the admin door that holds every answer against the published document. */
final class AdminClient {
    static final String BASE = "/api/v1/admin/storage";
    static final JsonMapper JSON = new JsonMapper();

    private final RunningServer server;
    private final OpenApi openApi;
    private final String key;

    AdminClient(RunningServer server) {
        this(server, OpenApi.of(server), RunningServer.ADMIN_KEY);
    }

    private AdminClient(RunningServer server, OpenApi openApi, String key) {
        this.server = server;
        this.openApi = openApi;
        this.key = key;
    }

    /** The same door, tried with another key; none when it is empty. */
    AdminClient as(String other) {
        return new AdminClient(server, openApi, other);
    }

    Tenant tenant(String plan) {
        String slug = "t-" + UUID.randomUUID();
        return server.service(Tenants.class)
                .create(
                        server.admin(),
                        new NewTenant(slug, "Tenant", plan, null),
                        InSameTransaction.nothing());
    }

    Http.Answer get(String path) {
        return call("GET", path, "");
    }

    Http.Answer post(String path, String json, String... headers) {
        return call("POST", path, json, headers);
    }

    Http.Answer delete(String path) {
        return call("DELETE", path, "");
    }

    /** The body of an answer when its status is as expected. */
    static JsonNode expect(int status, Http.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return answer.json();
    }

    /** An error with this status and code. */
    static JsonNode refused(int status, String code, Http.Answer answer) {
        JsonNode body = expect(status, answer);
        assertThat(body.path("code").stringValue()).isEqualTo(code);
        assertThat(body.path("error").stringValue())
                .isEqualTo(code.toLowerCase(java.util.Locale.ROOT));
        assertThat(body.path("message").stringValue()).isNotBlank();
        return body;
    }

    /** A request for a bucket of one's own, as the example has it. */
    static ObjectNode bring(S3Server bucket, String prefix) {
        ObjectNode body = JSON.createObjectNode();
        body.put("provider_type", "s3_byob")
                .put("bucket_name", bucket.bucket())
                .put("region", bucket.region())
                .put("endpoint_url", bucket.endpoint().toString())
                .put("access_key", bucket.accessKey())
                .put("secret_key", bucket.secretKey())
                .put("reason", "Migrating to customer-owned storage");
        if (!prefix.isEmpty()) {
            body.put("path_prefix", prefix);
        }
        return body;
    }

    /** Configures a bucket and waits until it is validated, well or not. */
    JsonNode settled(UUID tenantId, ObjectNode body) {
        JsonNode pending = expect(200, post("/config/" + tenantId, body.toString()));
        assertThat(pending.path("validation_status").stringValue()).isEqualTo("pending");
        return settled(tenantId);
    }

    JsonNode settled(UUID tenantId) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(
                        () -> get("/config/" + tenantId).json(),
                        config -> !config.path("validation_status").asString("").equals("pending"));
    }

    private Http.Answer call(String method, String path, String json, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        if (!json.isEmpty()) {
            all.addAll(List.of("Content-Type", "application/json"));
        }
        Http.Answer answer =
                new Http(server, key)
                        .send(
                                method,
                                BASE + path,
                                json.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(json),
                                all.toArray(String[]::new));
        assertThat(openApi.deviations(method, BASE + path, answer))
                .as(method + " " + path + " -> " + answer.status() + " " + answer.text())
                .isEmpty();
        assertThat(answer.header("X-Request-Id")).isNotEmpty();
        return answer;
    }
}

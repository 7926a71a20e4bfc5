package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.tenant.Tenant;
import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.testkit.gcs.GcsServer;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A customer's bucket at Google, from its registration to the file that is gone again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GcsBackendTest {
    private static final String FILES = "/api/v1/storage";

    private final GcsServer google = GcsServer.start();
    private RunningServer server;
    private Member member;
    private PlatformClient supervisor;
    private String backends;

    @BeforeAll
    void startServer() {
        server =
                RunningServer.start(Map.of("STOREWARD_GCS_ENDPOINT", google.endpoint().toString()));
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
        google.close();
    }

    @BeforeEach
    void newTenant() {
        google.allowAll();
        member = server.member(100 << 20);
        Tenant tenant = server.tenant(member);
        supervisor =
                new PlatformClient(
                        server, OpenApi.of(server), server.member(tenant, "supervisor").key());
        backends = "/tenants/" + member.tenantId() + "/backends";
    }

    private static String body(String bucket, String prefix, String authJson) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.put("name", "google").put("connector", "gcs");
        body.putObject("settings")
                .put("bucket", bucket)
                .put("prefix", prefix)
                .put("auth_json", authJson);
        return body.toString();
    }

    @Test
    void aFileGoesToTheCustomersBucketAndComesBackAndGoes() {
        String key = google.authJson().toPrettyString();
        Http.Answer registered =
                supervisor.post(backends, body(GcsServer.BUCKET, "acme/files", key));
        JsonNode backend = supervisor.expect(201, registered);
        assertThat(registered.text()).doesNotContain("PRIVATE KEY", "client_email");
        assertThat(backend.path("settings").path("bucket").stringValue())
                .isEqualTo(GcsServer.BUCKET);
        supervisor.expect(
                200,
                supervisor.put(
                        "/tenants/" + member.tenantId() + "/placement",
                        "{\"default_backend_id\":\"%s\",\"path_prefix\":\"\",\"object_keys\":\"readable\"}"
                                .formatted(backend.path("id").stringValue())));
        Http http = new Http(server, member.key());
        byte[] bytes = new byte[9_000_000];
        new Random(7).nextBytes(bytes);

        Http.Answer uploaded = http.upload("file_name=report.bin", bytes);
        assertThat(uploaded.status()).as(uploaded.text()).isEqualTo(201);
        String path = uploaded.json().get("data").get("file_path").asString();

        assertThat(google.names(GcsServer.BUCKET))
                .anyMatch(name -> name.startsWith("acme/files/") && name.contains("report"));
        Http.Answer downloaded = http.get(FILES + "/objects/" + path);
        assertThat(downloaded.status()).isEqualTo(200);
        assertThat(downloaded.body()).isEqualTo(bytes);
        assertThat(http.delete(FILES + "/objects/" + path).status()).isIn(200, 204);
        assertThat(http.get(FILES + "/objects/" + path).status()).isEqualTo(404);
    }

    @Test
    void aKeyThatIsNotTheAccountsIsRefusedWithItsSentence() {
        Http.Answer refused =
                supervisor.post(
                        backends,
                        body(GcsServer.BUCKET, "other", google.wrongAuthJson().toString()));

        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.text())
                .contains(
                        "private_key of auth_json is not, or no longer, one of its service account")
                .doesNotContain("MII", "Invalid JWT");
        assertThat(supervisor.expect(200, supervisor.get(backends)).path("items").isEmpty())
                .isTrue();
    }

    @Test
    void whatIsNoKeyFileIsRefusedByItsField() {
        Http.Answer refused =
                supervisor.post(
                        backends,
                        body(
                                "Not A Bucket",
                                "",
                                "{\"type\":\"external_account\",\"x\":\"hunter2\"}"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text())
                .contains("settings.auth_json", "another kind of credential", "settings.bucket")
                .doesNotContain("hunter2");
    }

    @Test
    void aBucketThatIsNotThereIsRefused() {
        Http.Answer refused =
                supervisor.post(backends, body("no-such-bucket", "", google.authJson().toString()));

        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.text()).contains("There is no bucket no-such-bucket");
    }

    @Test
    void theConnectorTellsItsFields() {
        JsonNode gcs =
                supervisor
                        .expect(200, supervisor.get("/connectors"))
                        .path("items")
                        .valueStream()
                        .filter(c -> c.path("name").stringValue().equals("gcs"))
                        .findFirst()
                        .orElseThrow();

        assertThat(gcs.path("fields").valueStream().map(f -> f.path("name").stringValue()))
                .containsExactly("bucket", "prefix", "auth_json");
        JsonNode secret = gcs.path("fields").get(2);
        assertThat(secret.path("secret").booleanValue()).isTrue();
        assertThat(secret.path("required").booleanValue()).isTrue();
        assertThat(secret.path("type").stringValue()).isEqualTo("document");
    }
}

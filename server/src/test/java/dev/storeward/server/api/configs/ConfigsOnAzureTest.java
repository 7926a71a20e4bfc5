package dev.storeward.server.api.configs;

import static dev.storeward.server.api.configs.ConfigsClient.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.testkit.server.AzureServer;
import dev.storeward.testkit.server.AzuriteServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Containers of {@code azure_blob}. */
class ConfigsOnAzureTest {
    private static AzureServer azure;
    private static RunningServer server;

    private Organization acme;

    @BeforeAll
    static void start() throws Exception {
        azure = AzuriteServer.shared().createContainer("configs");
        server =
                RunningServer.start(
                        Map.of("STOREWARD_AZURE_ENDPOINT", azure.endpoint().toString()));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void newOrganization() {
        acme = Organization.of(server);
    }

    private static ObjectNode request(AzureServer at, String prefix) {
        return new JsonMapper()
                .createObjectNode()
                .put("name", "Azure")
                .put("provider", "azure_blob")
                .put("azure_account_name", at.account())
                .put("azure_container_name", at.container())
                .put("azure_account_key", at.key())
                .put("azure_prefix", prefix);
    }

    @Test
    void aContainerIsConnectedInItsOwnFields() {
        JsonNode made = expect(201, acme.sue().post("/", request(azure, "team/").toString()));

        assertThat(made.path("provider").stringValue()).isEqualTo("azure_blob");
        assertThat(made.path("azure_account_name").stringValue()).isEqualTo(azure.account());
        assertThat(made.path("azure_container_name").stringValue()).isEqualTo("configs");
        assertThat(made.path("azure_prefix").stringValue()).isEqualTo("team/");
        assertThat(made.path("s3_bucket_name").isNull()).isTrue();
        assertThat(made.path("s3_is_accelerated").booleanValue()).isFalse();
        assertThat(made.path("s3_auth_method").isNull()).isTrue();
        assertThat(made.path("is_verified").booleanValue()).isTrue();
        assertThat(made.has("s3_endpoint_url")).isFalse();
        assertThat(made.toString()).doesNotContain(azure.key());
        String path = "/" + made.path("uid").stringValue() + "/";
        assertThat(acme.sue().post(path + "test/", "").text()).isEqualTo("{\"verified\":true}");
        assertThat(expect(200, acme.ann().get("/")).path("results").get(0).path("uid"))
                .isEqualTo(made.path("uid"));
        assertThat(acme.sue().delete(path).status()).isEqualTo(204);

        JsonNode whole = expect(201, acme.sue().post("/", request(azure, "").toString()));
        assertThat(whole.path("azure_prefix").isNull()).isTrue();
        assertThat(acme.sue().delete("/" + whole.path("uid").stringValue()).status())
                .isEqualTo(204);
    }

    @Test
    void whatIsWrongIsToldByItsField() {
        assertThat(
                        expect(
                                400,
                                acme.sue()
                                        .post(
                                                "/",
                                                request(azure.withContainer("missing"), "")
                                                        .toString())))
                .hasToString("{\"azure_container_name\":[\"Bucket not found or access denied.\"]}");
        assertThat(
                        expect(
                                        400,
                                        acme.sue()
                                                .post(
                                                        "/",
                                                        request(azure.withKey("d3Jvbmcta2V5"), "")
                                                                .toString()))
                                .propertyNames())
                .containsExactly("azure_account_key");
        assertThat(
                        expect(
                                        400,
                                        acme.sue()
                                                .post(
                                                        "/",
                                                        "{\"name\":\"n\",\"provider\":\"azure_blob\","
                                                                + "\"s3_bucket_name\":\"b\"}"))
                                .propertyNames())
                .containsExactlyInAnyOrder(
                        "azure_container_name", "azure_account_name", "azure_account_key");
    }
}

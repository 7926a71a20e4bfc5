package dev.storeward.server.api.configs;

import static dev.storeward.server.api.configs.ConfigsClient.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.testkit.server.CephServer;
import dev.storeward.testkit.server.S3Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Buckets of {@code s3_compatible} on a Ceph gateway. */
class ConfigsOnCephTest {
    private static S3Server ceph;
    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        ceph = CephServer.shared().createBucket("configs");
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static ObjectNode request(S3Server at) {
        return new JsonMapper()
                .createObjectNode()
                .put("name", "Ceph")
                .put("provider", "s3_compatible")
                .put("s3_endpoint_url", at.endpoint().toString())
                .put("s3_bucket_name", at.bucket())
                .put("s3_access_key_id", at.accessKey())
                .put("s3_secret_access_key", at.secretKey());
    }

    @Test
    void aBucketIsConnectedTestedAndForgotten() {
        Organization acme = Organization.of(server);
        JsonNode made = expect(201, acme.sue().post("/", request(ceph).toString()));
        assertThat(made.path("is_verified").booleanValue()).isTrue();
        assertThat(made.path("s3_bucket_region").isNull()).isTrue();
        String path = "/" + made.path("uid").stringValue() + "/";
        assertThat(acme.sue().post(path + "test/", "").text()).isEqualTo("{\"verified\":true}");
        assertThat(acme.sue().delete(path).status()).isEqualTo(204);
    }

    @Test
    void whatIsWrongIsToldByItsField() {
        Organization acme = Organization.of(server);
        assertThat(
                        expect(
                                400,
                                acme.sue()
                                        .post("/", request(ceph.withBucket("missing")).toString())))
                .hasToString("{\"s3_bucket_name\":[\"Bucket not found or access denied.\"]}");
        assertThat(
                        expect(
                                        400,
                                        acme.sue()
                                                .post(
                                                        "/",
                                                        request(ceph.withSecretKey("wrong"))
                                                                .toString()))
                                .propertyNames())
                .containsExactly("s3_secret_access_key");
        assertThat(
                        expect(
                                        400,
                                        acme.sue()
                                                .post(
                                                        "/",
                                                        request(ceph)
                                                                .put("s3_access_key_id", "unknown")
                                                                .toString()))
                                .propertyNames())
                .containsExactly("s3_access_key_id");
    }
}

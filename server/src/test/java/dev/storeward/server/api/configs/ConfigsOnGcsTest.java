package dev.storeward.server.api.configs;

import static dev.storeward.server.api.configs.ConfigsClient.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.testkit.gcs.GcsServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Buckets of {@code gc_storage}. */
class ConfigsOnGcsTest {
    private static GcsServer gcs;
    private static RunningServer server;

    private Organization acme;

    @BeforeAll
    static void start() {
        gcs = GcsServer.start();
        server =
                RunningServer.start(
                        Map.of(
                                "STOREWARD_GCS_ENDPOINT",
                                gcs.endpoint().toString(),
                                "STOREWARD_PUBLIC_URL",
                                "https://storage.example.org/"));
    }

    @AfterAll
    static void stop() {
        server.close();
        gcs.close();
    }

    @BeforeEach
    void newOrganization() {
        acme = Organization.of(server);
    }

    private static ObjectNode request(String bucket, ObjectNode account) {
        return new JsonMapper()
                .createObjectNode()
                .put("name", "Google")
                .put("provider", "gc_storage")
                .put("gc_storage_bucket_name", bucket)
                .put("gc_storage_prefix", "annotations/")
                .put("gc_storage_auth_json_content", account.toPrettyString());
    }

    @Test
    void aBucketIsConnectedByAServiceAccount() {
        JsonNode made =
                expect(
                        201,
                        acme.sue().post("/", request(GcsServer.BUCKET, gcs.authJson()).toString()));

        assertThat(made.propertyNames())
                .containsExactlyInAnyOrder(
                        "uid",
                        "name",
                        "provider",
                        "s3_bucket_name",
                        "s3_bucket_region",
                        "s3_bucket_prefix",
                        "s3_is_accelerated",
                        "s3_auth_method",
                        "gc_storage_bucket_name",
                        "gc_storage_prefix",
                        "is_verified",
                        "last_verified_at",
                        "created_at",
                        "updated_at");
        assertThat(made.path("provider").stringValue()).isEqualTo("gc_storage");
        assertThat(made.path("gc_storage_bucket_name").stringValue()).isEqualTo(GcsServer.BUCKET);
        assertThat(made.path("gc_storage_prefix").stringValue()).isEqualTo("annotations/");
        assertThat(made.path("s3_bucket_name").isNull()).isTrue();
        assertThat(made.path("s3_is_accelerated").booleanValue()).isFalse();
        assertThat(made.path("s3_auth_method").isNull()).isTrue();
        assertThat(made.path("is_verified").booleanValue()).isTrue();
        String path = "/" + made.path("uid").stringValue() + "/";
        assertThat(acme.sue().post(path + "test/", "").text()).isEqualTo("{\"verified\":true}");
        assertThat(acme.ann().get(path).text()).doesNotContain(GcsServer.EMAIL, "PRIVATE KEY");
        assertThat(acme.sue().delete(path).status()).isEqualTo(204);
    }

    @Test
    void pagesLeadToThePublicUrl() {
        for (String bucket : List.of("first", "second")) {
            gcs.createBucket(bucket);
            expect(201, acme.sue().post("/", request(bucket, gcs.authJson()).toString()));
        }
        String next = expect(200, acme.ann().get("/?limit=1")).path("next").stringValue();
        assertThat(next)
                .startsWith("https://storage.example.org/api/v1/storage-configs/?cursor=")
                .endsWith("&limit=1");
        JsonNode second = expect(200, acme.ann().get("/" + next.substring(next.indexOf('?'))));
        assertThat(second.path("results").get(0).path("gc_storage_bucket_name").stringValue())
                .isEqualTo("first");
        assertThat(second.path("previous").stringValue())
                .startsWith("https://storage.example.org/");
    }

    @Test
    void whatIsWrongIsToldByItsField() {
        assertThat(expect(400, acme.sue().post("/", request("missing", gcs.authJson()).toString())))
                .hasToString(
                        "{\"gc_storage_bucket_name\":[\"Bucket not found or access denied.\"]}");
        assertThat(
                        expect(
                                        400,
                                        acme.sue()
                                                .post(
                                                        "/",
                                                        request(
                                                                        GcsServer.BUCKET,
                                                                        gcs.wrongAuthJson())
                                                                .toString()))
                                .propertyNames())
                .containsExactly("gc_storage_auth_json_content");
        ObjectNode noAccount = new JsonMapper().createObjectNode().put("type", "authorized_user");
        assertThat(
                        expect(
                                        400,
                                        acme.sue()
                                                .post(
                                                        "/",
                                                        request(GcsServer.BUCKET, noAccount)
                                                                .toString()))
                                .propertyNames())
                .containsExactly("gc_storage_auth_json_content");
        assertThat(
                        expect(
                                        400,
                                        acme.sue()
                                                .post(
                                                        "/",
                                                        "{\"name\":\"n\",\"provider\":\"gc_storage\","
                                                                + "\"gc_storage_auth_json_content\":{}}"))
                                .propertyNames())
                .containsExactlyInAnyOrder(
                        "gc_storage_bucket_name", "gc_storage_auth_json_content");
    }

    @Test
    void theSetupSaysThatTheOperatorSetNoAccount() {
        Http.Answer answer = acme.sue().get("/setup-info/");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(answer.json().propertyNames()).containsExactly("detail");
        assertThat(answer.json().path("detail").stringValue()).contains("STOREWARD_AWS_ACCOUNT_ID");
        assertThat(acme.ann().get("/setup-info/").status()).isEqualTo(403);
    }
}

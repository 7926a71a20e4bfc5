package dev.storeward.server.api.configs;

import static dev.storeward.server.api.configs.ConfigsClient.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The examples of the API that Avala's clients were written for, word for word, on a bucket of
 * {@code aws_s3} whose endpoint the operator set.
 */
class ConfigsSeedTest {
    private static final String BUCKET = "acme-datasets";
    private static final String REQUEST =
            """
            {
            "name": "Production S3 Bucket",
            "provider": "aws_s3",
            "s3_bucket_name": "acme-datasets",
            "s3_bucket_region": "us-west-2",
            "s3_bucket_prefix": "annotations/",
            "s3_access_key_id": "YOUR_AWS_ACCESS_KEY_ID",
            "s3_secret_access_key": "YOUR_AWS_SECRET_ACCESS_KEY"
            }
            """;
    private static final String CONFIG =
            """
            {
            "uid": "a1b2c3d4-e5f6-7890-abcd-ef1234567890",
            "name": "Production S3 Bucket",
            "provider": "aws_s3",
            "s3_bucket_name": "acme-datasets",
            "s3_bucket_region": "us-west-2",
            "s3_bucket_prefix": "annotations/",
            "s3_is_accelerated": false,
            "gc_storage_bucket_name": null,
            "gc_storage_prefix": null,
            "is_verified": true,
            "last_verified_at": "2025-01-15T09:30:00Z",
            "created_at": "2025-01-15T09:30:00Z",
            "updated_at": "2025-01-15T09:30:00Z"
            }
            """;

    private static S3Server s3;
    private static RunningServer server;
    private static OpenApi openApi;

    private Member supervisor;
    private ConfigsClient client;

    @BeforeAll
    static void start() {
        s3 = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
        server =
                RunningServer.start(
                        Map.of(
                                "STOREWARD_AWS_S3_ENDPOINT",
                                s3.endpoint().toString(),
                                "STOREWARD_AWS_ACCOUNT_ID",
                                "014424401899"));
        openApi = OpenApi.of(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void newOrganization() throws Exception {
        s3.createBucket(BUCKET);
        supervisor = server.member(server.tenant(server.member(1 << 20)), "supervisor");
        client = new ConfigsClient(server, openApi, supervisor.key());
    }

    @AfterEach
    void leaveTheBucketToTheNext() {
        client.get("/")
                .json()
                .path("results")
                .forEach(config -> client.delete("/" + uid(config) + "/"));
    }

    private static String request() {
        return REQUEST.replace("YOUR_AWS_ACCESS_KEY_ID", s3.accessKey())
                .replace("YOUR_AWS_SECRET_ACCESS_KEY", s3.secretKey());
    }

    private static String uid(JsonNode config) {
        return config.path("uid").stringValue();
    }

    /**
     * What differs from run to run replaced by the example's, once it was found to be of its kind.
     */
    private static JsonNode asInTheExample(JsonNode config) {
        ObjectNode same = (ObjectNode) config.deepCopy();
        assertThat(UUID.fromString(uid(config))).isNotNull();
        same.put("uid", "a1b2c3d4-e5f6-7890-abcd-ef1234567890");
        for (String time : new String[] {"last_verified_at", "created_at", "updated_at"}) {
            assertThat(config.path(time).stringValue()).endsWith("Z");
            assertThat(Instant.parse(config.path(time).stringValue())).isNotNull();
            same.put(time, "2025-01-15T09:30:00Z");
        }
        return same;
    }

    /** The example's answer, and how the bucket is reached. */
    private static JsonNode example() {
        ObjectNode config = (ObjectNode) new JsonMapper().readTree(CONFIG);
        return config.put("s3_auth_method", "access_key");
    }

    @Test
    void create() {
        assertThat(asInTheExample(expect(201, client.post("/", request())))).isEqualTo(example());
        assertThat(
                        asInTheExample(
                                expect(
                                        201,
                                        client.post(
                                                "/?organization=" + supervisor.slug(), request()))))
                .isEqualTo(example());
    }

    @Test
    void list() {
        JsonNode made = expect(201, client.post("/", request()));
        JsonNode list = expect(200, client.get("/"));

        assertThat(list.propertyNames()).containsExactly("next", "previous", "results");
        assertThat(list.path("next").isNull()).isTrue();
        assertThat(list.path("previous").isNull()).isTrue();
        assertThat(list.path("results")).containsExactly(made);
        assertThat(asInTheExample(list.path("results").get(0))).isEqualTo(example());
        assertThat(expect(200, client.get("/" + uid(made) + "/"))).isEqualTo(made);
    }

    @Test
    void testConnection() throws Exception {
        JsonNode made = expect(201, client.post("/", request()));
        String test = "/" + uid(made) + "/test/";

        assertThat(expect(200, client.post(test, ""))).hasToString("{\"verified\":true}");
        s3.removeBucket(BUCKET);
        assertThat(expect(200, client.post(test, "")))
                .hasToString(
                        "{\"verified\":false,\"errors\":{\"s3_bucket_name\":"
                                + "[\"Bucket not found or access denied.\"]}}");
        assertThat(
                        expect(200, client.get("/" + uid(made) + "/"))
                                .path("is_verified")
                                .booleanValue())
                .isFalse();
    }

    @Test
    void setupInfo() {
        JsonNode setup = expect(200, client.get("/setup-info/?organization=" + supervisor.slug()));
        assertThat(setup.propertyNames()).containsExactly("avala_aws_account_id", "external_id");
        assertThat(setup.path("avala_aws_account_id").stringValue()).isEqualTo("014424401899");
        assertThat(setup.path("external_id").stringValue())
                .isEqualTo(server.tenant(supervisor).externalId().toString());
    }

    @Test
    void delete() {
        String path = "/" + uid(expect(201, client.post("/", request()))) + "/";
        Http.Answer deleted = client.delete(path);
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(client.get(path).status()).isEqualTo(404);
    }

    @Test
    void validationErrors() throws Exception {
        s3.removeBucket(BUCKET);
        assertThat(expect(400, client.post("/", request())))
                .hasToString("{\"s3_bucket_name\":[\"Bucket not found or access denied.\"]}");
        assertThat(expect(400, client.post("/", request().replace("aws_s3", "azure_files"))))
                .hasToString("{\"provider\":[\"Unsupported provider: azure_files\"]}");
        assertThat(expect(200, client.get("/")).path("results")).isEmpty();
    }

    @Test
    void unauthorizedForbiddenAndNotFound() {
        String path = "/" + uid(expect(201, client.post("/", request()))) + "/";
        Http.Answer nobody = new ConfigsClient(server, openApi, "").get("/");
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(nobody.text()).isEqualTo("{\"detail\":\"Invalid API key.\"}");

        Http.Answer stranger =
                new ConfigsClient(server, openApi, server.member(1 << 20).key()).get(path);
        assertThat(stranger.status()).isEqualTo(403);
        assertThat(stranger.text())
                .isEqualTo("{\"detail\":\"You do not have permission to perform this action.\"}");

        Http.Answer unknown = client.get("/a1b2c3d4-e5f6-7890-abcd-ef1234567890/");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text()).isEqualTo("{\"detail\":\"Not found.\"}");
    }

    @Test
    void cloudFrontIsKeptAndNotTold() {
        ObjectNode asked = (ObjectNode) new JsonMapper().readTree(request());
        asked.put("s3_cloudfront_domain", "d111111abcdef8.cloudfront.net");
        asked.put("s3_cloudfront_public_key_id", "K2JCJMDEHXQW5F");
        JsonNode made = expect(201, client.post("/", asked.toString()));

        assertThat(asInTheExample(made)).isEqualTo(example());
        assertThat(
                        new Http(server, supervisor.key())
                                .get("/api/v1/platform/backends/" + uid(made))
                                .json()
                                .at("/settings/cloudfront_domain")
                                .stringValue())
                .isEqualTo("d111111abcdef8.cloudfront.net");
    }
}

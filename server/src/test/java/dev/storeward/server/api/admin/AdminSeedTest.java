package dev.storeward.server.api.admin;

import static dev.storeward.server.api.admin.AdminClient.bring;
import static dev.storeward.server.api.admin.AdminClient.expect;
import static dev.storeward.server.api.admin.AdminClient.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.tenant.Tenant;
import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The examples of the API that Archivus's clients were written for: the same fields, no more and no
 * fewer, with values of the same kind, on buckets of a running server.
 */
class AdminSeedTest {
    private static S3Server s3;
    private static RunningServer server;
    private static AdminClient client;

    private final Tenant tenant = client.tenant("enterprise");
    private final String config = "/config/" + tenant.id();

    @BeforeAll
    static void start() {
        s3 = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
        server =
                RunningServer.start(
                        Map.of(
                                "STOREWARD_DEDICATED_URL",
                                "s3://?region=us-east-1&endpoint=" + s3.endpoint(),
                                "STOREWARD_DEDICATED_ACCESS_KEY",
                                s3.accessKey(),
                                "STOREWARD_DEDICATED_SECRET_KEY",
                                s3.secretKey(),
                                "STOREWARD_ADMIN_EMAIL",
                                "admin@example.com"));
        client = new AdminClient(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static S3Server bucket() throws Exception {
        return s3.createBucket("customer-" + UUID.randomUUID());
    }

    /**
     * What differs from run to run replaced by the example's, once it was found to be of its kind.
     */
    private JsonNode asInTheExample(JsonNode answer) {
        ObjectNode same = (ObjectNode) answer.deepCopy();
        assertThat(answer.path("tenant_id").stringValue()).isEqualTo(tenant.id().toString());
        same.put("tenant_id", "550e8400-e29b-41d4-a716-446655440000");
        if (same.has("configured_at")) {
            String time = answer.path("configured_at").stringValue();
            assertThat(time).endsWith("Z");
            assertThat(Instant.parse(time)).isNotNull();
            same.put("configured_at", "2024-01-15T10:30:00Z");
        }
        if (answer.path("bucket_name").asString("").equals("archivus-tenant-" + tenant.id())) {
            same.put("bucket_name", "archivus-tenant-550e8400");
        }
        return same;
    }

    private static JsonNode json(String text) {
        return AdminClient.JSON.readTree(text);
    }

    @Test
    void getStorageConfigurationConfigured() {
        client.post(
                config + "/provision-dedicated",
                "{\"reason\": \"Upgrade to dedicated storage for compliance\"}");

        assertThat(asInTheExample(expect(200, client.get(config))))
                .isEqualTo(
                        json(
                                """
                                {
                                  "tenant_id": "550e8400-e29b-41d4-a716-446655440000",
                                  "provider_type": "dedicated",
                                  "bucket_name": "archivus-tenant-550e8400",
                                  "region": "us-east-1",
                                  "path_prefix": "",
                                  "validation_status": "valid",
                                  "validation_message": "Configuration validated successfully",
                                  "configured_at": "2024-01-15T10:30:00Z",
                                  "configured_by_email": "admin@example.com",
                                  "reason": "Upgrade to dedicated storage for compliance"
                                }
                                """));
    }

    @Test
    void getStorageConfigurationDefault() {
        assertThat(asInTheExample(expect(200, client.get(config))))
                .isEqualTo(
                        json(
                                """
                                {
                                  "tenant_id": "550e8400-e29b-41d4-a716-446655440000",
                                  "provider_type": "shared",
                                  "is_default": true,
                                  "message": "Using shared storage (default)"
                                }
                                """));
    }

    @Test
    void configureStorage() throws Exception {
        S3Server customers = bucket();
        ObjectNode request =
                (ObjectNode)
                        json(
                                """
                                {
                                  "provider_type": "s3_byob",
                                  "bucket_name": "customer-archivus-bucket",
                                  "region": "us-east-1",
                                  "endpoint_url": "s3.us-east-1.wasabisys.com",
                                  "access_key": "AKIAIOSFODNN7EXAMPLE",
                                  "secret_key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                                  "path_prefix": "archivus/production",
                                  "reason": "Migrating to customer-owned Wasabi storage"
                                }
                                """);
        request.put("bucket_name", customers.bucket())
                .put("endpoint_url", customers.endpoint().toString())
                .put("access_key", customers.accessKey())
                .put("secret_key", customers.secretKey());

        ObjectNode answer =
                (ObjectNode) asInTheExample(expect(200, client.post(config, request.toString())));

        assertThat(answer.path("bucket_name").stringValue()).isEqualTo(customers.bucket());
        assertThat(answer.path("endpoint_url").stringValue())
                .isEqualTo(customers.endpoint().toString());
        answer.put("bucket_name", "customer-archivus-bucket")
                .put("endpoint_url", "s3.us-east-1.wasabisys.com");
        assertThat(answer)
                .isEqualTo(
                        json(
                                """
                                {
                                  "tenant_id": "550e8400-e29b-41d4-a716-446655440000",
                                  "provider_type": "s3_byob",
                                  "bucket_name": "customer-archivus-bucket",
                                  "region": "us-east-1",
                                  "endpoint_url": "s3.us-east-1.wasabisys.com",
                                  "path_prefix": "archivus/production",
                                  "validation_status": "pending",
                                  "configured_at": "2024-01-15T10:30:00Z",
                                  "configured_by_email": "admin@example.com"
                                }
                                """));
        JsonNode settled = client.settled(tenant.id());
        assertThat(settled.path("validation_status").stringValue())
                .as(settled.toString())
                .isEqualTo("valid");
        assertThat(settled.path("reason").stringValue())
                .isEqualTo("Migrating to customer-owned Wasabi storage");
    }

    @Test
    void tierRequired() throws Exception {
        Tenant team = client.tenant("team");
        JsonNode own =
                refused(
                        403,
                        "TIER_REQUIRED",
                        client.post("/config/" + team.id(), bring(bucket(), "").toString()));
        assertThat(own.path("details").path("required_plan").stringValue()).isEqualTo("enterprise");

        Tenant pro = client.tenant("pro");
        JsonNode dedicated =
                refused(
                        403,
                        "TIER_REQUIRED",
                        client.post("/config/" + pro.id() + "/provision-dedicated", ""));
        assertThat(dedicated.path("details").path("required_plan").stringValue()).isEqualTo("team");
    }

    @Test
    void invalidConfig() {
        JsonNode failure =
                refused(
                        400,
                        "INVALID_CONFIG",
                        client.post(config, "{\"provider_type\": \"s3_byob\"}"));

        assertThat(failure.path("details").propertyNames())
                .containsExactlyInAnyOrder(
                        "reason", "bucket_name", "region", "access_key", "secret_key");
    }

    @Test
    void validateStorageConfigurationSuccess() throws Exception {
        client.settled(tenant.id(), bring(bucket(), "archivus/production"));

        assertThat(expect(200, client.post(config + "/validate", "")))
                .isEqualTo(
                        json(
                                """
                                {
                                  "valid": true,
                                  "checks": {
                                    "connection": "passed",
                                    "authentication": "passed",
                                    "read_permission": "passed",
                                    "write_permission": "passed",
                                    "delete_permission": "passed"
                                  },
                                  "message": "Storage configuration is valid"
                                }
                                """));
    }

    @Test
    void validateStorageConfigurationFailure() throws Exception {
        client.settled(tenant.id(), bring(bucket().withSecretKey("wrong"), ""));

        ObjectNode failure = (ObjectNode) expect(200, client.post(config + "/validate", ""));

        assertThat(failure.path("message").stringValue()).startsWith("Authentication failed: ");
        failure.put("message", "Authentication failed: invalid credentials");
        assertThat(failure)
                .isEqualTo(
                        json(
                                """
                                {
                                  "valid": false,
                                  "checks": {
                                    "connection": "passed",
                                    "authentication": "failed",
                                    "read_permission": "skipped",
                                    "write_permission": "skipped",
                                    "delete_permission": "skipped"
                                  },
                                  "message": "Authentication failed: invalid credentials"
                                }
                                """));
    }

    @Test
    void resetToSharedStorage() {
        client.post(config + "/provision-dedicated", "");

        assertThat(asInTheExample(expect(200, client.delete(config))))
                .isEqualTo(
                        json(
                                """
                                {
                                  "message": "Storage reset to shared",
                                  "tenant_id": "550e8400-e29b-41d4-a716-446655440000",
                                  "provider_type": "shared"
                                }
                                """));
        assertThat(client.get(config).json().path("is_default").asBoolean()).isTrue();
    }

    @Test
    void provisionDedicatedBucket() {
        assertThat(
                        asInTheExample(
                                expect(
                                        200,
                                        client.post(
                                                config + "/provision-dedicated",
                                                """
                                                {
                                                  "reason": "Customer upgraded to Teams plan, needs isolated storage"
                                                }
                                                """))))
                .isEqualTo(
                        json(
                                """
                                {
                                  "tenant_id": "550e8400-e29b-41d4-a716-446655440000",
                                  "provider_type": "dedicated",
                                  "bucket_name": "archivus-tenant-550e8400",
                                  "region": "us-east-1",
                                  "validation_status": "valid",
                                  "configured_at": "2024-01-15T10:30:00Z",
                                  "configured_by_email": "admin@example.com"
                                }
                                """));
    }

    private String upload(Member member, int bytes) {
        Http.Answer answer =
                new Http(server, member.key()).upload("file_name=f.bin", new byte[bytes]);
        return expect(201, answer).at("/data/file_path").stringValue();
    }

    private void migrate(Member member) {
        upload(member, 5_000);
        expect(200, client.post(config + "/provision-dedicated", ""));
        expect(200, client.post(config + "/migrate", "{\"target_provider\": \"dedicated\"}"));
    }

    private JsonNode ended() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> expect(200, client.get("/migrations/" + tenant.id())),
                        status -> status.path("status").stringValue().startsWith("completed"));
    }

    /** The names of an answer's fields, in its own order. */
    private static List<String> names(JsonNode answer) {
        return List.copyOf(answer.propertyNames());
    }

    @Test
    void initiateMigration() {
        Member member = server.member(tenant, "member");
        upload(member, 5_000);
        upload(member, 300_000);
        expect(200, client.post(config + "/provision-dedicated", ""));

        ObjectNode begun =
                (ObjectNode)
                        asInTheExample(
                                expect(
                                        200,
                                        client.post(
                                                config + "/migrate",
                                                "{\"target_provider\": \"dedicated\"}")));

        assertThat(begun.path("id").stringValue()).matches("mig_[0-9a-f]{32}");
        assertThat(Instant.parse(begun.path("started_at").stringValue())).isNotNull();
        begun.put("id", "mig_abc123def").put("started_at", "2024-01-15T10:30:00Z");
        assertThat(begun)
                .isEqualTo(
                        json(
                                """
                                {
                                  "id": "mig_abc123def",
                                  "tenant_id": "550e8400-e29b-41d4-a716-446655440000",
                                  "source_provider": "shared",
                                  "target_provider": "dedicated",
                                  "status": "pending",
                                  "total_files": 2,
                                  "total_bytes": 305000,
                                  "migrated_files": 0,
                                  "migrated_bytes": 0,
                                  "failed_files": 0,
                                  "skipped_files": 0,
                                  "started_at": "2024-01-15T10:30:00Z",
                                  "initiated_by_email": "admin@example.com"
                                }
                                """));
        assertThat(ended().path("migrated_files").asInt()).isEqualTo(2);
    }

    @Test
    void getMigrationStatus() {
        migrate(server.member(tenant, "member"));

        JsonNode status = ended();

        // No file is moved any more, and nothing is left to be estimated.
        assertThat(names(status))
                .containsExactly(
                        "id",
                        "tenant_id",
                        "source_provider",
                        "target_provider",
                        "status",
                        "total_files",
                        "total_bytes",
                        "migrated_files",
                        "migrated_bytes",
                        "failed_files",
                        "skipped_files",
                        "progress_percent",
                        "started_at");
        assertThat(status.path("status").stringValue()).isEqualTo("completed");
        assertThat(status.path("migrated_bytes").asLong()).isEqualTo(5_000);
        assertThat(status.path("progress_percent").asDouble()).isEqualTo(100.0);
        assertThat(expect(200, client.get("/migrations/" + status.path("id").stringValue())))
                .isEqualTo(status);
    }

    @Test
    void noMigrationFound() {
        JsonNode failure = refused(404, "NOT_FOUND", client.get("/migrations/" + tenant.id()));

        assertThat(failure.path("message").stringValue())
                .isEqualTo("No migration found for tenant");
        refused(404, "NOT_FOUND", client.get("/migrations/mig_abc123def"));
    }

    @Test
    void getMigrationHistory() {
        assertThat(expect(200, client.get("/migrations/" + tenant.id() + "/history")))
                .isEqualTo(json("{\"migrations\": [], \"count\": 0}"));
        migrate(server.member(tenant, "member"));
        ended();

        JsonNode history = expect(200, client.get("/migrations/" + tenant.id() + "/history"));

        assertThat(history.path("count").asInt()).isEqualTo(1);
        JsonNode past = history.path("migrations").get(0);
        assertThat(names(past))
                .containsExactlyInAnyOrder(
                        "id",
                        "source_provider",
                        "target_provider",
                        "status",
                        "total_files",
                        "migrated_files",
                        "failed_files",
                        "skipped_files",
                        "total_bytes",
                        "migrated_bytes",
                        "started_at",
                        "completed_at",
                        "initiated_by_email");
        assertThat(past.path("initiated_by_email").stringValue()).isEqualTo("admin@example.com");
    }

    @Test
    void cancelMigration() {
        migrate(server.member(tenant, "member"));
        String id = ended().path("id").stringValue();

        refused(
                409,
                "CANNOT_CANCEL",
                client.post(
                        "/migrations/" + id + "/cancel",
                        "{\"reason\": \"Discovered configuration issue, need to reconfigure\"}"));
        refused(409, "CANNOT_CANCEL", client.post("/migrations/mig_abc123def/cancel", ""));
        refused(
                409,
                "CANNOT_CANCEL",
                client.post("/migrations/mig_" + "0".repeat(32) + "/cancel", ""));
        refused(409, "CANNOT_CANCEL", client.post("/migrations/" + tenant.id() + "/cancel", ""));
    }

    @Test
    void getStorageStatistics() {
        JsonNode before = expect(200, client.get("/stats"));
        migrate(server.member(tenant, "member"));
        ended();

        JsonNode stats = expect(200, client.get("/stats"));

        assertThat(names(stats.path("provider_distribution")))
                .containsExactly("shared", "dedicated", "s3_byob");
        assertThat(names(stats.path("migrations")))
                .containsExactlyInAnyOrder(
                        "pending",
                        "in_progress",
                        "completed",
                        "completed_with_errors",
                        "failed",
                        "cancelled",
                        "total_bytes_migrated");
        assertThat(grown(before, stats, "/provider_distribution/dedicated")).isEqualTo(1);
        assertThat(grown(before, stats, "/provider_distribution/shared")).isEqualTo(-1);
        assertThat(grown(before, stats, "/migrations/completed")).isEqualTo(1);
        assertThat(grown(before, stats, "/migrations/total_bytes_migrated")).isEqualTo(5_000);
    }

    private static long grown(JsonNode before, JsonNode after, String at) {
        return after.at(at).asLong() - before.at(at).asLong();
    }
}

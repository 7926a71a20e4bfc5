package dev.storeward.server.api.admin;

import static dev.storeward.server.api.admin.AdminClient.expect;
import static dev.storeward.server.api.admin.AdminClient.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The examples of migrations and statistics, as {@link AdminSeedConfigTest} checks the others. */
class AdminSeedMigrationsTest extends AdminSeedFixture {
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
                        "started_at",
                        "completed_at");
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

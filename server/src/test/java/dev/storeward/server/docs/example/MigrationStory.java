package dev.storeward.server.docs.example;

import dev.storeward.server.Http;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** The migration of a tenant: planned, slowed down, proven, undone. */
final class MigrationStory {
    private final ExampleRun run;
    private final String tenant;
    private final String supervisor;

    MigrationStory(ExampleRun run, String tenant, String supervisor) {
        this.run = run;
        this.tenant = tenant;
        this.supervisor = supervisor;
    }

    private static String id(JsonNode answer) {
        return answer.path("id").stringValue();
    }

    void tell(String target) {
        String wanted = "\"target_backend_id\":\"" + target + "\"";
        run.call(supervisor, "startMigration", 200, tenant, "{" + wanted + ",\"plan\":true}");
        String id =
                id(
                        run.call(
                                supervisor,
                                "startMigration",
                                201,
                                tenant,
                                "{%s,\"concurrency\":16,\"window\":%s,\"reason\":\"Off the shared bucket\"}"
                                        .formatted(wanted, ExampleRun.closedWindow())));
        run.call(
                supervisor,
                "changeMigration",
                200,
                id,
                "{\"bandwidth_bytes_per_second\":104857600,\"window\":null}");
        ended(id);
        run.call(supervisor, "getMigration", 200, id);
        run.call(supervisor, "listMigrations", 200, tenant);
        run.call(supervisor, "listMigrationItems", 200, id);
        run.call(supervisor, "followMigration", 200, id);
        run.call(supervisor, "getManifest", 200, id);
        run.call(supervisor, "listManifestKeys", 200, "");
        asIfAFileHadFailed(id);
        run.call(supervisor, "retryMigration", 200, id);
        ended(id);
        run.call(supervisor, "keepSource", 200, id);
        String back =
                id(
                        run.call(
                                supervisor,
                                "rollBackMigration",
                                201,
                                id,
                                "{\"include_new\":false,\"reason\":\"The bucket was the wrong one\"}"));
        ended(back);
        String again =
                id(
                        run.call(
                                supervisor,
                                "startMigration",
                                201,
                                tenant,
                                "{%s,\"window\":%s,\"reason\":\"Off the shared bucket\"}"
                                        .formatted(wanted, ExampleRun.closedWindow())));
        run.call(supervisor, "cancelMigration", 200, again, "{\"reason\":\"Not before Monday\"}");
        run.call(supervisor, "listAuditOfTenant", 200, tenant);
    }

    private void ended(String migration) {
        Http http = new Http(run.server(), supervisor);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        !List.of("pending", "in_progress")
                                .contains(
                                        http.get("/api/v1/platform/migrations/" + migration)
                                                .json()
                                                .path("status")
                                                .stringValue()));
    }

    private void asIfAFileHadFailed(String migration) {
        run.server()
                .tx()
                .forSystem()
                .run(sql ->
                        sql.update(
                                "UPDATE migration SET state = 'completed_with_errors' WHERE id = ?",
                                UUID.fromString(migration)));
    }
}

package dev.storeward.server.api.admin;

import static dev.storeward.server.api.admin.AdminClient.bring;
import static dev.storeward.server.api.admin.AdminClient.expect;
import static dev.storeward.server.api.admin.AdminClient.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.migration.Migrations;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.testkit.server.Fault;
import dev.storeward.testkit.server.FaultProxy;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Buckets that the operator dedicates to a tenant, and what stays readable. */
class AdminDedicatedBucketTest extends AdminFixture {
    @Test
    void aDeletedTenantLeavesItsBucketToNobody() {
        Tenant gone = client.tenant("team");
        expect(200, client.post("/config/" + gone.id() + "/provision-dedicated", ""));
        UUID backend =
                server.tx()
                        .forSystem()
                        .statement(sql ->
                                sql.one(
                                        "SELECT id FROM backend WHERE dedicated_to = ?",
                                        row -> row.uuid("id"),
                                        gone.id()));
        Http admin = new Http(server, RunningServer.ADMIN_KEY);
        Http.Answer deleted = admin.delete(PLATFORM + "/tenants/" + gone.id());
        assertThat(deleted.status()).as(deleted.text()).isEqualTo(204);

        Http.Answer named =
                admin.send(
                        "PUT",
                        PLATFORM + "/tenants/" + tenant.id() + "/placement",
                        BodyPublishers.ofString("{\"default_backend_id\":\"" + backend + "\"}"),
                        "Content-Type",
                        "application/json");

        assertThat(named.status()).as(named.text()).isEqualTo(400);
        assertThat(files.get(STORAGE + "/buckets").json().at("/data/buckets").size()).isOne();
    }

    @Test
    void aDedicatedBucketIsItsTenantsAlone() {
        expect(200, client.post(config + "/provision-dedicated", ""));
        UUID first = backend();
        expect(200, client.post(config + "/provision-dedicated", ""));
        assertThat(backend()).isEqualTo(first);
        expect(200, client.delete(config));

        JsonNode named = upload("&storage_key=dedicated");
        assertThat(place(named)).startsWith("s3://archivus-tenant-" + tenant.id() + "/");
        assertThat(
                        files.get(STORAGE + "/buckets")
                                .json()
                                .at("/data/buckets")
                                .findValuesAsString("name"))
                .containsExactlyInAnyOrder("shared", "dedicated");

        Member stranger = server.member(client.tenant("enterprise"), "supervisor");
        Http theirs = new Http(server, stranger.key());
        assertThat(theirs.upload("file_name=f&storage_key=dedicated", new byte[1]).status())
                .isEqualTo(400);
        assertThat(theirs.get(STORAGE + "/buckets").text()).doesNotContain("dedicated");
        for (Member user : List.of(supervisor, stranger)) {
            Http http = new Http(server, user.key());
            String path = PLATFORM + "/backends/" + first;
            assertThat(http.get(path).status()).isEqualTo(403);
            assertThat(http.delete(path + "?forget=true").status()).isEqualTo(403);
            assertThat(http.postJson(path + "/verify", "").status()).isEqualTo(403);
            assertThat(
                            http.postJson(path + "/rotate", "{\"settings\":{\"secret_key\":\"x\"}}")
                                    .status())
                    .isEqualTo(403);
        }
        expect(200, client.post(config, "{\"provider_type\":\"dedicated\",\"reason\":\"back\"}"));
        assertThat(backend()).isEqualTo(first);
        requireReadable(named, upload(""));
    }

    @Test
    void aLoweredPlanKeepsWhatThereIsAndRefusesWhatIsNew() throws Exception {
        expect(200, client.post(config + "/provision-dedicated", ""));
        JsonNode before = upload("");
        Http admin = new Http(server, RunningServer.ADMIN_KEY);
        assertThat(
                        admin.send(
                                        "PATCH",
                                        PLATFORM + "/tenants/" + tenant.id(),
                                        BodyPublishers.ofString("{\"plan\":\"free\"}"),
                                        "Content-Type",
                                        "application/json")
                                .status())
                .isEqualTo(200);

        JsonNode after = upload("");

        assertThat(place(after)).startsWith("s3://archivus-tenant-" + tenant.id() + "/");
        requireReadable(before, after);
        refused(403, "TIER_REQUIRED", client.post(config, bring(bucket(), "").toString()));
        refused(403, "TIER_REQUIRED", client.post(config + "/provision-dedicated", ""));
        expect(200, client.delete(config));
        requireReadable(before, after);
    }

    @Test
    void nothingIsConfiguredWhileFilesMove() throws Exception {
        client.settled(tenant.id(), bring(bucket(), ""));
        UUID own = backend();
        JsonNode file = upload("");
        expect(200, client.post(config + "/provision-dedicated", ""));
        var slow =
                new NewMigration(
                        null,
                        new MigrationTarget.Dedicated(),
                        new MigrationLimits(1L, 1, null),
                        NewMigration.USUAL_GRACE,
                        "");
        server.service(Migrations.class)
                .start(server.admin(), tenant.id(), slow, InSameTransaction.nothing());
        String id = expect(200, client.get("/migrations/" + tenant.id())).path("id").stringValue();

        for (Http.Answer answer :
                List.of(
                        client.post(config + "/migrate", "{\"target_provider\":\"dedicated\"}"),
                        client.post(config, bring(s3, "").toString()),
                        client.post(config, "{\"provider_type\":\"shared\",\"reason\":\"r\"}"),
                        client.post(config, "{\"provider_type\":\"dedicated\",\"reason\":\"r\"}"),
                        client.post(config + "/provision-dedicated", ""),
                        client.delete(config))) {
            assertThat(
                            refused(409, "MIGRATION_IN_PROGRESS", answer)
                                    .at("/details/migration_id")
                                    .stringValue())
                    .isEqualTo(id);
        }
        Http admin = new Http(server, RunningServer.ADMIN_KEY);
        assertThat(admin.delete(PLATFORM + "/backends/" + own + "?forget=true").status())
                .isEqualTo(409);

        assertThat(expect(200, client.post("/migrations/" + id + "/cancel", "{\"reason\":\"r\"}")))
                .isEqualTo(
                        AdminClient.JSON.readTree(
                                "{\"message\":\"Migration cancelled\",\"migration_id\":\""
                                        + id
                                        + "\"}"));
        assertThat(
                        expect(200, client.get("/migrations/" + tenant.id()))
                                .path("status")
                                .stringValue())
                .isEqualTo("cancelled");
        requireReadable(file, upload(""));
        expect(200, client.delete(config));
    }

    @Test
    void newKeysOfTheOperatorReachBucketsThatWereMadeBefore() {
        expect(200, client.post(config + "/provision-dedicated", ""));

        try (RunningServer other =
                server.beside(dedicated(s3.endpoint().toString(), "not-the-key"))) {
            JsonNode failed = expect(200, new AdminClient(other).post(config + "/validate", ""));
            assertThat(failed.at("/checks/authentication").stringValue()).isEqualTo("failed");
        }
        try (RunningServer other =
                server.beside(dedicated(s3.endpoint().toString(), s3.secretKey()))) {
            JsonNode passed = expect(200, new AdminClient(other).post(config + "/validate", ""));
            assertThat(passed.path("valid").asBoolean()).isTrue();
        }
    }

    @Test
    void aPlaceForBucketsThatIsAwayIsUnavailable() {
        try (FaultProxy proxy = FaultProxy.to(s3.endpoint())) {
            proxy.set(new Fault.Refuse());
            try (RunningServer other =
                    RunningServer.start(dedicated(proxy.endpoint().toString(), s3.secretKey()))) {
                AdminClient theirs = new AdminClient(other);
                String theirConfig = "/config/" + theirs.tenant("enterprise").id();

                Http.Answer answer = theirs.post(theirConfig + "/provision-dedicated", "");

                refused(503, "STORAGE_UNAVAILABLE", answer);
                assertThat(answer.header("Retry-After")).isNotEmpty();
                assertThat(theirs.get(theirConfig).json().path("is_default").asBoolean()).isTrue();
            }
        }
    }
}

package dev.storeward.server.api.admin;

import static dev.storeward.server.api.admin.AdminClient.bring;
import static dev.storeward.server.api.admin.AdminClient.expect;
import static dev.storeward.server.api.admin.AdminClient.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.testkit.server.S3Server;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the admin door does beyond the examples: who may, and what is wrong with a request. */
class AdminDoorTest extends AdminFixture {
    @Test
    void onlySuperAdminsPass() {
        String migrations = "/migrations/" + tenant.id();
        for (AdminClient nobody : List.of(client.as(""), client.as("no-such-key"))) {
            refused(401, "UNAUTHORIZED", nobody.get(config));
        }
        for (Member user : List.of(member, supervisor)) {
            AdminClient theirs = client.as(user.key());
            for (String path :
                    List.of(config, migrations, migrations + "/history", "/stats", "/config/x")) {
                refused(403, "FORBIDDEN", theirs.get(path));
            }
            for (String path :
                    List.of(
                            config,
                            config + "/validate",
                            config + "/provision-dedicated",
                            config + "/migrate",
                            "/migrations/mig_0/cancel")) {
                refused(403, "FORBIDDEN", theirs.post(path, "{}"));
            }
            refused(403, "FORBIDDEN", theirs.delete(config));
        }
        assertThat(client.get(config).json().path("is_default").asBoolean()).isTrue();
    }

    @Test
    void anUnknownTenantIsNotFound() {
        String unknown = "/config/" + UUID.randomUUID();
        refused(404, "NOT_FOUND", client.get(unknown));
        refused(404, "NOT_FOUND", client.delete(unknown));
        refused(404, "NOT_FOUND", client.post(unknown, bring(s3, "").toString()));
        refused(404, "NOT_FOUND", client.post(unknown + "/validate", ""));
        refused(404, "NOT_FOUND", client.post(unknown + "/provision-dedicated", ""));
        refused(
                404,
                "NOT_FOUND",
                client.post(unknown + "/migrate", "{\"target_provider\":\"shared\"}"));
        assertThat(
                        refused(400, "INVALID_CONFIG", client.get("/config/acme"))
                                .path("details")
                                .propertyNames())
                .containsExactly("tenant_id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"provider_type\":\"glacier\",\"reason\":\"r\"} | provider_type",
                "{\"reason\":\"r\"} | provider_type",
                "{\"provider_type\":\"shared\"} | reason",
                "{\"provider_type\":\"shared\",\"reason\":\"  \"} | reason",
                "{\"provider_type\":\"shared\",\"reason\":7} | reason",
                "{\"provider_type\":\"shared\",\"reason\":\"r\",\"bucket_name\":\"b\"} | bucket_name",
                "{\"provider_type\":\"shared\",\"reason\":\"r\",\"quota\":1} | quota",
                "{\"provider_type\":\"dedicated\",\"reason\":\"r\"} | provider_type",
                "[] | body",
                "{ | body",
            })
    void aRequestThatIsWrongNamesItsField(String body, String field) {
        assertThat(
                        refused(400, "INVALID_CONFIG", client.post(config, body))
                                .path("details")
                                .propertyNames())
                .containsExactly(field);
    }

    @Test
    void sharedStorageThatIsConfiguredIsAnsweredAsAConfiguration() {
        JsonNode answer =
                expect(
                        200,
                        client.post(config, "{\"provider_type\":\"shared\",\"reason\":\"back\"}"));

        assertThat(answer.propertyNames())
                .containsExactly(
                        "tenant_id", "provider_type", "is_default", "validation_status", "message");
        assertThat(answer.path("tenant_id").stringValue()).isEqualTo(tenant.id().toString());
        assertThat(answer.path("provider_type").stringValue()).isEqualTo("shared");
        assertThat(answer.path("is_default").booleanValue()).isTrue();
        assertThat(status(answer)).isEqualTo("valid");
    }

    @ParameterizedTest
    @CsvSource({
        "endpoint_url, http://169.254.169.254",
        "endpoint_url, https://user:pass@host",
        "endpoint_url, ftp://127.0.0.1",
        "bucket_name, not/a/bucket",
        "path_prefix, ../up",
        "path_prefix, .storeward",
    })
    void aBucketOfAWrongShapeOrAddressIsRefusedAtOnce(String field, String value) {
        var body = bring(s3, "").put(field, value);

        assertThat(
                        refused(400, "INVALID_CONFIG", client.post(config, body.toString()))
                                .path("details")
                                .propertyNames())
                .contains(field);
        assertThat(client.get(config).json().path("is_default").asBoolean()).isTrue();
    }

    @Test
    void whatIsWrongWithAMigrationNamesItsField() {
        for (String body : List.of("{}", "{\"target_provider\":\"moon\"}")) {
            assertThat(
                            refused(400, "INVALID_CONFIG", client.post(config + "/migrate", body))
                                    .path("details")
                                    .propertyNames())
                    .containsExactly("target_provider");
        }
        for (String target : List.of("dedicated", "s3_byob", "shared")) {
            refused(
                    400,
                    "INVALID_CONFIG",
                    client.post(config + "/migrate", "{\"target_provider\":\"" + target + "\"}"));
        }
    }

    @Test
    void noSecretIsInAnAnswerOrInTheAudit() throws Exception {
        S3Server customers = bucket().withSecretKey("Sup3rS3cret/of+the+customer");
        client.settled(tenant.id(), bring(customers, ""));

        String told =
                client.get(config).text()
                        + client.post(config + "/validate", "").text()
                        + new Http(server, RunningServer.ADMIN_KEY)
                                .get(PLATFORM + "/tenants/" + tenant.id() + "/audit")
                                .text();

        assertThat(told)
                .contains("storage.configure", "storage.invalid")
                .contains("Migrating to customer-owned storage")
                .doesNotContain(customers.secretKey())
                .doesNotContain(customers.accessKey());
    }

    @Test
    void aResetKeepsItsReasonInTheAudit() {
        expect(200, client.delete(config + "?reason=Back%20to%20the%20start"));

        assertThat(
                        new Http(server, RunningServer.ADMIN_KEY)
                                .get(PLATFORM + "/tenants/" + tenant.id() + "/audit")
                                .text())
                .contains("storage.reset", "Back to the start");
    }

    @Test
    void theSameRequestSentTwiceIsDoneOnce() {
        Http.Answer first =
                client.post(config + "/provision-dedicated", "", "Idempotency-Key", "key-1");
        Http.Answer second =
                client.post(config + "/provision-dedicated", "", "Idempotency-Key", "key-1");

        assertThat(expect(200, second)).isEqualTo(expect(200, first));
        assertThat(
                        count(
                                "SELECT count(*) AS n FROM placement_version WHERE tenant_id = ?",
                                tenant.id()))
                .isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/config", "/config/x/y", "/nothing", ""})
    void thereIsNothingElse(String path) {
        Http.Answer answer = new Http(server, RunningServer.ADMIN_KEY).get(AdminClient.BASE + path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("code").stringValue()).isEqualTo("NOT_FOUND");
    }
}

package dev.storeward.server.api.admin;

import static dev.storeward.server.api.admin.AdminClient.bring;
import static dev.storeward.server.api.admin.AdminClient.expect;
import static dev.storeward.server.api.admin.AdminClient.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.testkit.server.S3Server;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Buckets of customers: when they take effect, and what stays readable. */
class AdminCustomerBucketTest extends AdminFixture {
    @Test
    void anInvalidCandidateChangesNothing() throws Exception {
        JsonNode before = upload("");
        S3Server customers = bucket();

        JsonNode config = client.settled(tenant.id(), bring(customers.withSecretKey("wrong"), "a"));

        assertThat(status(config)).isEqualTo("invalid");
        assertThat(config.path("validation_message").stringValue())
                .startsWith("Authentication failed: ");
        JsonNode after = upload("");
        assertThat(place(after)).startsWith("s3://shared/");
        requireReadable(before, after);
        assertThat(files.get(STORAGE + "/buckets").text()).doesNotContain(customers.bucket());
        assertThat(
                        new Http(server, supervisor.key())
                                .get(PLATFORM + "/tenants/" + tenant.id() + "/backends")
                                .json()
                                .path("items")
                                .size())
                .isZero();

        JsonNode replaced = client.settled(tenant.id(), bring(customers, "a"));

        assertThat(status(replaced)).isEqualTo("valid");
        JsonNode there = upload("");
        assertThat(place(there)).startsWith("s3://" + customers.bucket() + "/a/organizations/");
        requireReadable(before, after, there);
        assertThat(
                        count(
                                "SELECT count(*) AS n FROM backend_credential c JOIN backend b"
                                        + " ON b.id = c.backend_id WHERE b.tenant_id = ?"
                                        + " AND b.state <> 'active'",
                                tenant.id()))
                .isZero();
    }

    @Test
    void validatingAnInvalidCandidateAgainActivatesItOnceItPasses() throws Exception {
        String name = "late-" + UUID.randomUUID();
        JsonNode missing = client.settled(tenant.id(), bring(s3.withBucket(name), ""));
        assertThat(status(missing)).isEqualTo("invalid");
        assertThat(missing.path("validation_message").stringValue()).startsWith("Reading failed: ");

        s3.createBucket(name);

        assertThat(expect(200, client.post(config + "/validate", "")).path("valid").asBoolean())
                .isTrue();
        assertThat(status(client.get(config).json())).isEqualTo("valid");
        assertThat(place(upload(""))).startsWith("s3://" + name + "/organizations/");
    }

    @Test
    void configuringAnewAndResettingHidesNoFile() throws Exception {
        S3Server first = bucket();
        S3Server second = bucket();
        JsonNode inShared = upload("");
        client.settled(tenant.id(), bring(first, ""));
        JsonNode inFirst = upload("");
        UUID former = backend();
        client.settled(tenant.id(), bring(second, "p"));
        JsonNode inSecond = upload("");
        expect(200, client.post(config + "/provision-dedicated", ""));
        JsonNode inDedicated = upload("");
        expect(200, client.delete(config));
        JsonNode inSharedAgain = upload("");

        assertThat(place(inFirst)).startsWith("s3://" + first.bucket() + "/");
        assertThat(place(inSecond)).startsWith("s3://" + second.bucket() + "/p/");
        assertThat(place(inDedicated)).startsWith("s3://archivus-tenant-" + tenant.id() + "/");
        assertThat(place(inSharedAgain)).startsWith("s3://shared/");
        requireReadable(inShared, inFirst, inSecond, inDedicated, inSharedAgain);
        assertThat(
                        count(
                                "SELECT count(*) AS n FROM backend WHERE id = ? AND state ="
                                        + " 'retired'",
                                former))
                .isOne();
    }

    @Test
    void rulesThatNameARetiredBucketGoWithIt() throws Exception {
        Http admin = new Http(server, RunningServer.ADMIN_KEY);
        String placement = PLATFORM + "/tenants/" + tenant.id() + "/placement";
        client.settled(tenant.id(), bring(bucket(), ""));
        String body =
                """
                {"default_backend_id":"%1$s","rules":[
                  {"categories":["general"],"backend_id":"%1$s"},
                  {"categories":["profile_image"],"backend_id":"shared"}]}
                """
                        .formatted(backend());
        assertThat(
                        admin.send(
                                        "PUT",
                                        placement,
                                        BodyPublishers.ofString(body),
                                        "Content-Type",
                                        "application/json")
                                .status())
                .isEqualTo(200);

        expect(200, client.delete(config));

        assertThat(expect(200, admin.get(placement)).path("rules").findValuesAsString("backend_id"))
                .containsExactly("shared");
        assertThat(place(upload("&file_category=general"))).startsWith("s3://shared/");
    }

    @Test
    void theSameBucketConfiguredAgainLeavesNoOldCredential() throws Exception {
        S3Server customers = bucket();
        client.settled(tenant.id(), bring(customers, "same"));
        JsonNode file = upload("");
        UUID former = backend();

        client.settled(tenant.id(), bring(customers, "same"));

        assertThat(backend()).isNotEqualTo(former);
        assertThat(
                        count(
                                "SELECT count(*) AS n FROM backend_credential WHERE backend_id = ?",
                                former))
                .isZero();
        requireReadable(file, upload(""));
    }

    @Test
    void aPlaceThatOverlapsAnothersIsRefused() throws Exception {
        S3Server customers = bucket();
        client.settled(client.tenant("enterprise").id(), bring(customers, "theirs"));

        assertThat(
                        refused(
                                        400,
                                        "INVALID_CONFIG",
                                        client.post(
                                                config, bring(customers, "theirs/a").toString()))
                                .path("details")
                                .propertyNames())
                .containsExactly("bucket_name");
    }
}

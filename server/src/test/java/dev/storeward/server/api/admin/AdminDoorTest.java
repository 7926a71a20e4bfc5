package dev.storeward.server.api.admin;

import static dev.storeward.server.api.admin.AdminClient.bring;
import static dev.storeward.server.api.admin.AdminClient.expect;
import static dev.storeward.server.api.admin.AdminClient.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.migration.MigrationLimits;
import dev.storeward.core.migration.MigrationTarget;
import dev.storeward.core.migration.Migrations;
import dev.storeward.core.migration.NewMigration;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.testkit.server.Fault;
import dev.storeward.testkit.server.FaultProxy;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the admin door does beyond the examples: who may, what is wrong, what stays readable. */
class AdminDoorTest {
    private static final String STORAGE = "/api/v1/storage";
    private static final String PLATFORM = "/api/v1/platform";

    private static S3Server s3;
    private static RunningServer server;
    private static AdminClient client;

    private final Tenant tenant = client.tenant("enterprise");
    private final String config = "/config/" + tenant.id();
    private final Member member = server.member(tenant, "member");
    private final Member supervisor = server.member(tenant, "supervisor");
    private final Http files = new Http(server, member.key());

    @BeforeAll
    static void start() {
        s3 = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
        server = RunningServer.start(dedicated(s3.endpoint().toString(), s3.secretKey()));
        client = new AdminClient(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Map<String, String> dedicated(String endpoint, String secretKey) {
        return Map.of(
                "STOREWARD_DEDICATED_URL",
                "s3://?region=us-east-1&endpoint=" + endpoint,
                "STOREWARD_DEDICATED_ACCESS_KEY",
                s3.accessKey(),
                "STOREWARD_DEDICATED_SECRET_KEY",
                secretKey);
    }

    private static S3Server bucket() throws Exception {
        return s3.createBucket("customer-" + UUID.randomUUID());
    }

    /** Uploads a file; answers where it lies. */
    private JsonNode upload(String query) {
        Http.Answer answer =
                files.upload("file_name=f.txt" + query, "content".getBytes(StandardCharsets.UTF_8));
        return expect(201, answer).path("data");
    }

    private void requireReadable(JsonNode... uploaded) {
        for (JsonNode file : uploaded) {
            Http.Answer answer =
                    files.get(STORAGE + "/objects/" + file.path("file_path").stringValue());
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("content");
        }
    }

    private static String place(JsonNode uploaded) {
        return uploaded.path("s3_uri").stringValue();
    }

    private static String status(JsonNode config) {
        return config.path("validation_status").stringValue();
    }

    private UUID backend() {
        return server.tx()
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT backend_id FROM placement WHERE tenant_id = ?",
                                row -> row.uuid("backend_id"),
                                tenant.id()));
    }

    private static long count(String sql, Object... parameters) {
        return server.tx()
                .forSystem()
                .statement(s -> s.one(sql, row -> row.number("n"), parameters));
    }

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
                    server.beside(dedicated(proxy.endpoint().toString(), s3.secretKey()))) {
                Http.Answer answer =
                        new AdminClient(other).post(config + "/provision-dedicated", "");

                refused(503, "STORAGE_UNAVAILABLE", answer);
                assertThat(answer.header("Retry-After")).isNotEmpty();
            }
        }
        assertThat(client.get(config).json().path("is_default").asBoolean()).isTrue();
    }
}

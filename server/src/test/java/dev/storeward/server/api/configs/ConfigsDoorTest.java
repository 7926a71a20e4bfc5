package dev.storeward.server.api.configs;

import static dev.storeward.server.api.configs.ConfigsClient.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.testkit.server.S3Server;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The configs door on a server that speaks S3. */
class ConfigsDoorTest extends ConfigsFixture {
    @Test
    void aConfigIsCreatedReadListedTestedAndDeleted() throws Exception {
        S3Server bucket = newBucket();
        ObjectNode asked =
                request("Production S3 Bucket", bucket).put("s3_bucket_prefix", "annotations/");
        JsonNode made = expect(201, sue.post("/", asked.toString()));

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
                        "updated_at",
                        "s3_endpoint_url");
        assertThat(UUID.fromString(uid(made))).hasToString(uid(made));
        assertThat(made.path("name").stringValue()).isEqualTo("Production S3 Bucket");
        assertThat(made.path("provider").stringValue()).isEqualTo("s3_compatible");
        assertThat(made.path("s3_bucket_name").stringValue()).isEqualTo(bucket.bucket());
        assertThat(made.path("s3_bucket_region").stringValue()).isEqualTo("us-east-1");
        assertThat(made.path("s3_bucket_prefix").stringValue()).isEqualTo("annotations/");
        assertThat(made.path("s3_is_accelerated").booleanValue()).isFalse();
        assertThat(made.path("s3_auth_method").stringValue()).isEqualTo("access_key");
        assertThat(made.path("gc_storage_bucket_name").isNull()).isTrue();
        assertThat(made.path("gc_storage_prefix").isNull()).isTrue();
        assertThat(made.path("is_verified").booleanValue()).isTrue();
        for (String time : List.of("last_verified_at", "created_at", "updated_at")) {
            assertThat(made.path(time).stringValue()).endsWith("Z");
            Instant.parse(made.path(time).stringValue());
        }
        assertThat(made.path("s3_endpoint_url").stringValue())
                .isEqualTo(bucket.endpoint().toString());

        String path = "/" + uid(made) + "/";
        assertThat(expect(200, ann.get(path))).isEqualTo(made);
        JsonNode list = expect(200, ann.get("/"));
        assertThat(list.propertyNames()).containsExactly("next", "previous", "results");
        assertThat(list.path("next").isNull()).isTrue();
        assertThat(list.path("previous").isNull()).isTrue();
        assertThat(list.path("results")).containsExactly(made);

        assertThat(sue.post(path + "test/", "").text()).isEqualTo("{\"verified\":true}");
        JsonNode tested = expect(200, ann.get(path));
        assertThat(tested.path("is_verified").booleanValue()).isTrue();
        assertThat(Instant.parse(tested.path("last_verified_at").stringValue()))
                .isAfterOrEqualTo(Instant.parse(made.path("last_verified_at").stringValue()));

        Http.Answer deleted = sue.delete(path);
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(ann.get(path).text()).isEqualTo(NOT_FOUND);
        assertThat(expect(200, ann.get("/")).path("results")).isEmpty();
        assertThat(sue.delete(path).text()).isEqualTo(NOT_FOUND);
        assertThat(sue.post(path + "test/", "").text()).isEqualTo(NOT_FOUND);
    }

    @Test
    void everyPathAnswersTheSameWithoutItsSlashAndRedirectsNobody() throws Exception {
        S3Server bucket = newBucket();
        JsonNode made = expect(201, sue.post("", request("Bare", bucket).toString()));
        String path = "/" + uid(made);

        assertThat(expect(200, ann.get(""))).isEqualTo(expect(200, ann.get("/")));
        assertThat(expect(200, ann.get("?limit=5"))).isEqualTo(expect(200, ann.get("/?limit=5")));
        assertThat(expect(200, ann.get(path))).isEqualTo(made);
        assertThat(expect(200, ann.get(path + "/"))).isEqualTo(made);
        assertThat(sue.post(path + "/test", "").text()).isEqualTo("{\"verified\":true}");
        assertThat(sue.get("/setup-info").text()).isEqualTo(sue.get("/setup-info/").text());
        assertThat(sue.delete(path).status()).isEqualTo(204);
    }

    @Test
    void theSetupTellsTheAccountAndTheOrganizationsOwnExternalId() {
        String externalId = server.tenant(member).externalId().toString();
        String expected =
                "{\"avala_aws_account_id\":\"014424401899\",\"external_id\":\""
                        + externalId
                        + "\"}";
        assertThat(sue.get("/setup-info/?organization=" + member.slug()).text())
                .isEqualTo(expected);
        assertThat(sue.get("/setup-info/").text()).isEqualTo(expected);
        Member other = server.member(1 << 20);
        assertThat(server.tenant(other).externalId().toString()).isNotEqualTo(externalId);
    }

    @Test
    void secretsAreNeverToldAgain() throws Exception {
        S3Server bucket = newBucket();
        JsonNode made = created("Secretive", bucket);
        String path = "/" + uid(made) + "/";
        List<String> told =
                List.of(
                        made.toString(),
                        ann.get(path).text(),
                        ann.get("/").text(),
                        sue.post(path + "test/", "").text(),
                        sue.post("/", request("", bucket).toString()).text(),
                        new Http(server, supervisor.key())
                                .get("/api/v1/platform/tenants/" + member.tenantId() + "/audit")
                                .text());
        assertThat(told).noneMatch(text -> text.contains(bucket.secretKey()));
        assertThat(told).noneMatch(text -> text.contains(bucket.accessKey()));
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /, 'GET, HEAD, POST'",
        "DELETE, /, 'GET, HEAD, POST'",
        "PATCH, /x/, 'GET, HEAD, DELETE'",
        "GET, /x/test/, POST",
        "POST, /setup-info/, 'GET, HEAD, DELETE'"
    })
    void whatTakesOtherMethodsIsNotAllowed(String method, String path, String allowed) {
        Http.Answer answer = sent(method, path);
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo(allowed);
    }

    @Test
    void whatIsNoAddressIsNotFound() {
        Http.Answer answer = sent("GET", "/a/b/c");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).isEqualTo(NOT_FOUND);
    }

    private Http.Answer sent(String method, String path) {
        return new Http(server, supervisor.key())
                .send(
                        method,
                        ConfigsClient.BASE + path,
                        java.net.http.HttpRequest.BodyPublishers.noBody());
    }
}

package dev.storeward.server.api.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What registering answers, and what a path may hold. */
class RegistrationTest extends RegistrationFixture {
    @ParameterizedTest
    @CsvSource({
        "s3",
        "tango_shared.connectors.deployment.storage.s3_storage_connector.S3StorageConnector",
        "tango_shared.connectors.deployment.storage.minio_storage_connector.MinioStorageConnector"
    })
    void aClassIsAnsweredAsItWasSent(String storageClass) {
        JsonNode made =
                supervisor.expect(
                        201,
                        supervisor.post(
                                "/storage?verify=false",
                                unproven("classy", storageClass, bucket())));
        assertThat(made.path("storage_class").stringValue()).isEqualTo(storageClass);
        assertThat(made.path("connector_init").propertyNames())
                .containsExactlyInAnyOrder("endpoint", "bucket_name");
        assertThat(supervisor.expect(200, supervisor.get("/storage/classy"))).isEqualTo(made);
    }

    @Test
    void anEndpointWithoutASchemeMeansHttpsAndIsAnsweredAsItWasSent() {
        String bucket = bucket();
        Map<String, Object> init = new java.util.HashMap<>(BUCKET);
        init.putAll(
                Map.of(
                        "endpoint",
                        "127.0.0.1:9",
                        "bucket_name",
                        bucket,
                        "path_style",
                        true,
                        "region",
                        "eu-1"));
        JsonNode made =
                supervisor.expect(
                        201,
                        supervisor.post(
                                "/storage?verify=false",
                                WorkspaceClient.registration(
                                        "plain", WorkspaceClient.MINIO, init)));
        JsonNode told = made.path("connector_init");
        assertThat(told.path("endpoint").stringValue()).isEqualTo("127.0.0.1:9");
        assertThat(told.path("path_style").booleanValue()).isTrue();
        assertThat(told.path("region").stringValue()).isEqualTo("eu-1");
        String endpoint =
                server.tx()
                        .forSystem()
                        .statement(sql ->
                                sql.one(
                                        "SELECT endpoint FROM location WHERE bucket = ?",
                                        row -> row.text("endpoint"),
                                        bucket));
        assertThat(endpoint).isEqualTo("https://127.0.0.1:9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "eu-west.1_b", "a..b", "files", "request_upload"})
    void aKeyMayHoldDotsDashesAndUnderscores(String key) {
        supervisor.expect(
                201, supervisor.post("/storage?verify=false", unproven(key, "s3", bucket())));
        assertThat(
                        supervisor
                                .expect(200, supervisor.get("/storage/" + key))
                                .path("storage_key")
                                .stringValue())
                .isEqualTo(key);
        Http plain = new Http(server, member.key());
        assertThat(
                        plain.postJson(
                                        "/storage/" + key + "/files/request_upload",
                                        "{\"file_name\":\"a\"}")
                                .status())
                .isEqualTo(201);
        assertThat(supervisor.delete("/storage/" + key).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/storage/none",
                "/storage/a%2Fb",
                "/storage/..%2f..%2fetc",
                "/storage/A",
                "/storage/%F0%9F%92%BE",
                "/storage/a/files",
                "/storage/a/files/b",
                "/storage/a/b/c/d/e",
                "/storage//a",
                "/storage/shared/files/1/request_download",
                "/storage/shared/files/0-0-0-0-0/request_download",
                "/storage/shared/files/..%2fx/request_download",
                "/storage/none/files/00000000-0000-7000-8000-000000000000/request_download",
                "/storage/shared/files/00000000-0000-7000-8000-000000000000/request_download"
            })
    void whatNamesNothingIsNotFound(String path) {
        Http.Answer answer = plain(supervisorKey()).get(path);
        assertThat(answer.status()).as(answer.text()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("instance").stringValue())
                .isEqualTo("urn:storeward:request:" + answer.header("X-Request-Id"));
    }

    @Test
    void aSlashAtTheEndMakesNoDifferenceAndAnotherMethodIsNotAllowed() {
        supervisor.expect(
                201, supervisor.post("/storage?verify=false", unproven("slash", "s3", bucket())));
        Http http = plain(supervisorKey());
        assertThat(http.get("/storage/").json()).isEqualTo(http.get("/storage").json());
        assertThat(http.get("/storage/slash/").json()).isEqualTo(http.get("/storage/slash").json());
        for (String method : List.of("PUT", "PATCH", "DELETE")) {
            assertThat(
                            http.send(
                                            method,
                                            "/storage",
                                            java.net.http.HttpRequest.BodyPublishers.noBody())
                                    .status())
                    .isEqualTo(405);
        }
        assertThat(http.get("/storage/slash/files/request_upload").status()).isEqualTo(405);
        assertThat(http.delete("/storage/slash/").status()).isEqualTo(204);
    }

    @Test
    void aRepeatedRequestIsAnsweredAsBefore() {
        String body = unproven("once", "s3", bucket());
        Http.Answer first = supervisor.post("/storage?verify=false", body, "Idempotency-Key", "k1");
        Http.Answer second =
                supervisor.post("/storage?verify=false", body, "Idempotency-Key", "k1");
        assertThat(supervisor.expect(201, second)).isEqualTo(supervisor.expect(201, first));
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(second.text()).doesNotContain("hush-hush");
        assertThat(supervisor.delete("/storage/once", "Idempotency-Key", "k2").status())
                .isEqualTo(204);
        assertThat(supervisor.delete("/storage/once", "Idempotency-Key", "k2").status())
                .isEqualTo(204);
    }

    @Test
    void oneKeyForTwoTenantsIsNoRepetition() {
        Http admin = new Http(server, RunningServer.ADMIN_KEY);
        List<Integer> answers = new ArrayList<>();
        for (String slug : List.of("first-of-two", "second-of-two")) {
            admin.send(
                    "POST",
                    "/api/v1/platform/tenants",
                    BodyPublishers.ofString("{\"slug\":\"%s\",\"name\":\"Two\"}".formatted(slug)));
            answers.add(
                    admin.send(
                                    "DELETE",
                                    "/storage/none",
                                    BodyPublishers.noBody(),
                                    "Idempotency-Key",
                                    "both",
                                    "X-Tenant",
                                    slug)
                            .status());
            answers.add(
                    admin.send(
                                    "POST",
                                    "/storage?verify=false",
                                    BodyPublishers.ofString(unproven("own", "s3", bucket())),
                                    "Idempotency-Key",
                                    "post-both",
                                    "X-Tenant",
                                    slug)
                            .status());
        }
        assertThat(answers).containsExactly(404, 201, 404, 400);
    }

    @Test
    void whatOtherDoorsRegisteredIsListedWithItsConnectorAsItsClass() {
        String bucket = bucket();
        Http admin = plain(RunningServer.ADMIN_KEY);
        assertThat(
                        admin.postJson(
                                        "/api/v1/platform/tenants/"
                                                + member.tenantId()
                                                + "/backends?verify=false",
                                        """
                                        {"name":"elsewhere","connector":"s3","settings":{"bucket":"%s",
                                         "endpoint":"http://127.0.0.1:1","access_key":"a","secret_key":"b"}}
                                        """
                                                .formatted(bucket))
                                .status())
                .isEqualTo(201);
        JsonNode told = supervisor.expect(200, supervisor.get("/storage/elsewhere"));
        assertThat(told.path("storage_class").stringValue()).isEqualTo("s3");
        assertThat(told.path("connector_init").path("bucket_name").stringValue()).isEqualTo(bucket);
    }
}

package dev.storeward.server.api.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What registering refuses, who may do what, and what a path may hold. */
class RegistrationTest {
    private static final Map<String, Object> BUCKET =
            Map.of(
                    "access_key", "AKIA",
                    "secret_key", "hush-hush",
                    "endpoint", "http://127.0.0.1:1",
                    "bucket_name", "bucket");

    private static RunningServer server;
    private static OpenApi openApi;

    private Member member;
    private WorkspaceClient supervisor;
    private WorkspaceClient user;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
        openApi = OpenApi.of(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void newTenant() {
        member = server.member(1 << 20);
        supervisor = client(server.member(server.tenant(member), "supervisor").key());
        user = client(member.key());
    }

    private static WorkspaceClient client(String key) {
        return new WorkspaceClient(server, openApi, key);
    }

    /** A bucket that no other test registers. */
    private static String unproven(String key, String storageClass, String bucket) {
        Map<String, Object> init = new java.util.HashMap<>(BUCKET);
        init.put("bucket_name", bucket);
        return WorkspaceClient.registration(key, storageClass, init);
    }

    private String bucket() {
        return "bucket-" + Long.toUnsignedString(System.nanoTime(), 36);
    }

    private JsonNode errors(Http.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        return answer.json().path("errors");
    }

    @Test
    void everythingWrongIsToldAtOnceByTheNamesThatWereSent() {
        Http.Answer answer =
                supervisor.post(
                        "/storage",
                        """
                        {"storage_key":"Bad Key","storage_class":"%s","colour":"blue",
                         "connector_init":{"endpoint":"http://169.254.169.254","bucket_name":5,
                          "path_style":"yes","foo":1,"secret_key":"hush-hush"}}
                        """
                                .formatted(WorkspaceClient.MINIO));

        assertThat(errors(answer).propertyNames())
                .containsExactlyInAnyOrder(
                        "storage_key",
                        "colour",
                        "connector_init.endpoint",
                        "connector_init.bucket_name",
                        "connector_init.path_style",
                        "connector_init.foo",
                        "connector_init.access_key");
        assertThat(errors(answer).path("connector_init.bucket_name").get(0).stringValue())
                .isEqualTo("Must be a string.");
        assertThat(errors(answer).path("connector_init.foo").get(0).stringValue())
                .contains("access_key, bucket_name, endpoint, path_style, prefix, region");
        assertThat(answer.text()).doesNotContain("hush-hush");
        assertThat(answer.json().path("type").stringValue()).isEqualTo("about:blank");
        assertThat(answer.json().path("title").stringValue()).isEqualTo("Bad Request");
        assertThat(answer.json().path("status").intValue()).isEqualTo(400);
    }

    @Test
    void halfACharacterIsRefusedByItsField() {
        Http.Answer answer =
                supervisor.post(
                        "/storage?verify=false",
                        unproven("half", "s3", bucket()).replace("hush-hush", "hush\\ud83d"));

        assertThat(errors(answer).propertyNames()).containsExactly("connector_init.secret_key");
    }

    @Test
    void nothingAtAllLacksAllThree() {
        assertThat(errors(supervisor.post("/storage", "{}")).propertyNames())
                .containsExactlyInAnyOrder("storage_key", "storage_class", "connector_init");
        assertThat(
                        errors(
                                        supervisor.post(
                                                "/storage",
                                                "{\"storage_key\":1,\"storage_class\":[],\"connector_init\":\"x\"}"))
                                .propertyNames())
                .containsExactlyInAnyOrder("storage_key", "storage_class", "connector_init");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]", "\"x\"", "null", "{", "{\"storage_key\":\"a\",\"storage_key\":\"b\"}"})
    void whatIsNoObjectIsRefused(String json) {
        assertThat(errors(supervisor.post("/storage", json)).propertyNames()).isNotEmpty();
    }

    @Test
    void aHugeBodyIsRefused() {
        assertThat(
                        supervisor
                                .post("/storage", "{\"storage_key\":\"" + "a".repeat(2 << 20))
                                .status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.Runtime",
                "dev.storeward.store.local.LocalConnector",
                "MinioStorageConnector",
                "S3",
                "tango_shared.connectors.deployment.storage.minio_storage_connector.Miniostorageconnector",
                "../s3",
                "s3 "
            })
    void anUnknownClassIsAnsweredWithTheKnownOnes(String storageClass) {
        JsonNode errors =
                errors(
                        supervisor.post(
                                "/storage",
                                WorkspaceClient.registration("a", storageClass, BUCKET)));
        assertThat(errors.propertyNames()).containsExactly("storage_class");
        assertThat(errors.path("storage_class").get(0).stringValue())
                .contains("s3", "filesystem", WorkspaceClient.MINIO, ".S3StorageConnector");
    }

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

    @Test
    void aPlaceThatDoesNotAnswerIsToldAndNotStored() {
        Http.Answer refused =
                supervisor.post("/storage", unproven("dead", WorkspaceClient.MINIO, bucket()));

        assertThat(errors(refused).propertyNames())
                .isNotEmpty()
                .allMatch(name -> name.startsWith("connector_init"));
        assertThat(refused.text()).doesNotContain("hush-hush");
        assertThat(supervisor.get("/storage/dead").status()).isEqualTo(404);
    }

    @Test
    void aTakenKeyAndATakenPlaceAreConflicts() {
        String bucket = bucket();
        supervisor.expect(
                201, supervisor.post("/storage?verify=false", unproven("one", "s3", bucket)));

        Http.Answer key = supervisor.post("/storage?verify=false", unproven("one", "s3", bucket()));
        assertThat(key.status()).isEqualTo(409);
        assertThat(key.json().path("errors").propertyNames()).containsExactly("storage_key");

        Map<String, Object> inside = new java.util.HashMap<>(BUCKET);
        inside.putAll(Map.of("bucket_name", bucket, "prefix", "inside"));
        Http.Answer place =
                supervisor.post(
                        "/storage?verify=false", WorkspaceClient.registration("two", "s3", inside));
        assertThat(place.status()).isEqualTo(409);
        assertThat(place.json().path("errors").propertyNames()).containsExactly("connector_init");
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
    @ValueSource(strings = {".a", "-a", "_a", "A", "a b", "a/b", "ä", "a\u0000"})
    void anotherKeyIsRefused(String key) {
        assertThat(
                        errors(
                                        supervisor.post(
                                                "/storage?verify=false",
                                                unproven(key, "s3", bucket())))
                                .propertyNames())
                .containsExactly("storage_key");
        assertThat(
                        errors(
                                        supervisor.post(
                                                "/storage?verify=false",
                                                unproven("a".repeat(64), "s3", bucket())))
                                .propertyNames())
                .containsExactly("storage_key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/storage/none",
                "/storage/a%2Fb",
                "/storage/..%2f..%2fetc",
                "/storage/%2e%2e",
                "/storage/a;b",
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

    private String supervisorKey() {
        return server.member(server.tenant(member), "supervisor").key();
    }

    private static Http plain(String key) {
        return new Http(server, key);
    }

    @Test
    void aSlashAtTheEndMakesNoDifferenceAndAnotherMethodIsNotFound() {
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
                    .isEqualTo(404);
        }
        assertThat(http.get("/storage/slash/files/request_upload").status()).isEqualTo(404);
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
    void membersOnlyTransferFilesAndStrangersSeeNothing() {
        supervisor.expect(
                201, supervisor.post("/storage?verify=false", unproven("ours", "s3", bucket())));
        JsonNode upload = user.requestUpload("shared", "mine.txt");
        user.put(upload, new byte[] {1, 2, 3});
        String id = upload.path("upload_id").stringValue();

        assertThat(user.post("/storage", unproven("x", "s3", bucket())).status()).isEqualTo(403);
        assertThat(user.get("/storage").status()).isEqualTo(403);
        assertThat(user.get("/storage/ours").status()).isEqualTo(403);
        assertThat(user.delete("/storage/ours").status()).isEqualTo(403);
        assertThat(user.download("shared", id)).isEqualTo(new byte[] {1, 2, 3});
        // The backend of the key need not be where the file lies, but must be the tenant's.
        assertThat(user.download("ours", id)).isEqualTo(new byte[] {1, 2, 3});
        assertThat(user.requestDownload("theirs", id).status()).isEqualTo(404);

        assertThat(supervisor.requestDownload("shared", id).status()).isEqualTo(404);
        Member other = server.member(1 << 20);
        WorkspaceClient stranger = client(server.member(server.tenant(other), "supervisor").key());
        assertThat(stranger.requestDownload("shared", id).status()).isEqualTo(404);
        assertThat(stranger.requestDownload("ours", id).status()).isEqualTo(404);
        assertThat(stranger.get("/storage/ours").status()).isEqualTo(404);
        assertThat(stranger.delete("/storage/ours").status()).isEqualTo(404);
        assertThat(
                        stranger.post("/storage/ours/files/request_upload", "{\"file_name\":\"a\"}")
                                .status())
                .isEqualTo(404);
        assertThat(stranger.expect(200, stranger.get("/storage")).size()).isZero();
        Http.Answer upload2 =
                plain(other.key()).upload("file_name=a&storage_key=ours", new byte[] {1});
        assertThat(upload2.status()).isEqualTo(400);
        assertThat(upload2.json().path("message").stringValue()).startsWith("storage_key: ");
    }

    @Test
    void withoutAKeyThereIsNothingAndASuperAdminNamesTheTenant() {
        WorkspaceClient nobody = client("");
        for (String path : List.of("/storage", "/storage/a")) {
            Http.Answer answer = nobody.get(path);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
        assertThat(nobody.post("/storage", "{}").status()).isEqualTo(401);
        assertThat(nobody.delete("/storage/a").status()).isEqualTo(401);
        assertThat(nobody.requestDownload("shared", "x").status()).isEqualTo(401);

        WorkspaceClient admin = client(RunningServer.ADMIN_KEY);
        assertThat(errors(admin.get("/storage")).propertyNames()).containsExactly("X-Tenant");
        assertThat(errors(admin.get("/storage", "X-Tenant", "none")).propertyNames())
                .containsExactly("X-Tenant");
        JsonNode made =
                admin.expect(
                        201,
                        admin.post(
                                "/storage?verify=false",
                                unproven("by-admin", "s3", bucket()),
                                "X-Tenant",
                                member.slug()));
        assertThat(made.path("workspace").stringValue()).isEqualTo(member.slug());
        assertThat(supervisor.expect(200, supervisor.get("/storage/by-admin"))).isEqualTo(made);
    }

    @Test
    void aFolderIsForSuperAdminsBelowTheRoots() {
        String folder = server.data().resolve("objects").resolve(bucket()).toString();
        String body = WorkspaceClient.registration("folder", "filesystem", Map.of("path", folder));
        assertThat(supervisor.post("/storage", body).status()).isEqualTo(403);

        WorkspaceClient admin = client(RunningServer.ADMIN_KEY);
        JsonNode made = admin.expect(201, admin.post("/storage", body, "X-Tenant", member.slug()));
        assertThat(made.path("connector_init").path("path").stringValue()).isEqualTo(folder);
        JsonNode upload = user.requestUpload("folder", "a.txt");
        assertThat(user.put(upload, new byte[] {7}).status()).isEqualTo(200);
        assertThat(user.download("folder", upload.path("upload_id").stringValue()))
                .isEqualTo(new byte[] {7});
        Http.Answer outside =
                admin.post(
                        "/storage",
                        WorkspaceClient.registration("etc", "filesystem", Map.of("path", "/etc")),
                        "X-Tenant",
                        member.slug());
        assertThat(outside.status()).isIn(400, 403);
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

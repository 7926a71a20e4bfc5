package dev.storeward.server.api.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.testkit.server.S3Server;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Every example of the seed, and the two-step transfer, on a bucket of a real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WorkspaceDoorContract {
    private static final String FILES = "/api/v1/storage";
    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static final String RUN = Long.toUnsignedString(System.nanoTime(), 36);

    private RunningServer server;
    private OpenApi openApi;
    private Member member;
    private WorkspaceClient supervisor;
    private WorkspaceClient user;

    /** The server whose bucket is registered. */
    abstract S3Server bucket();

    @BeforeAll
    final void startServer() {
        bucket();
        server = RunningServer.start();
        openApi = OpenApi.of(server);
    }

    @AfterAll
    final void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    final void newTenant() {
        member = server.member(100 << 20);
        supervisor = client(server.member(server.tenant(member), "supervisor").key());
        user = client(member.key());
    }

    private WorkspaceClient client(String key) {
        return new WorkspaceClient(server, openApi, key);
    }

    private String prefix() {
        return "workspace-" + RUN + "/" + PREFIXES.incrementAndGet();
    }

    private JsonNode register(String key, String prefix) {
        return supervisor.expect(
                201,
                supervisor.post(
                        "/storage",
                        WorkspaceClient.registration(
                                key,
                                WorkspaceClient.MINIO,
                                WorkspaceClient.minio(bucket(), prefix))));
    }

    @Test
    void theSeedsMinioStorageIsRegisteredListedToldAndDeleted() {
        String prefix = prefix();
        JsonNode made = register("minio-storage", prefix);

        assertThat(made.propertyNames())
                .containsExactlyInAnyOrder(
                        "storage_key", "storage_class", "workspace", "connector_init");
        assertThat(made.path("storage_key").stringValue()).isEqualTo("minio-storage");
        assertThat(made.path("storage_class").stringValue()).isEqualTo(WorkspaceClient.MINIO);
        assertThat(made.path("workspace").stringValue()).isEqualTo(member.slug());
        JsonNode init = made.path("connector_init");
        assertThat(init.propertyNames())
                .containsExactlyInAnyOrder("endpoint", "bucket_name", "prefix");
        assertThat(init.path("endpoint").stringValue()).isEqualTo(bucket().endpoint().toString());
        assertThat(init.path("bucket_name").stringValue()).isEqualTo(bucket().bucket());
        assertThat(init.path("prefix").stringValue()).isEqualTo(prefix);

        assertThat(supervisor.expect(200, supervisor.get("/storage/minio-storage")))
                .isEqualTo(made);

        JsonNode list = supervisor.expect(200, supervisor.get("/storage"));
        assertThat(list.isArray()).isTrue();
        assertThat(list.size()).isEqualTo(1);
        assertThat(list.get(0).propertyNames())
                .containsExactlyInAnyOrder("storage_key", "storage_class", "workspace");
        assertThat(list.get(0).path("storage_key").stringValue()).isEqualTo("minio-storage");
        assertThat(list.get(0).path("storage_class").stringValue())
                .isEqualTo(WorkspaceClient.MINIO);
        assertThat(list.get(0).path("workspace").stringValue()).isEqualTo(member.slug());

        Http.Answer deleted = supervisor.delete("/storage/minio-storage");
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(supervisor.get("/storage/minio-storage").status()).isEqualTo(404);
        assertThat(supervisor.delete("/storage/minio-storage").status()).isEqualTo(404);
        assertThat(supervisor.expect(200, supervisor.get("/storage")).size()).isZero();
    }

    @Test
    void aFileGoesInTwoStepsAndIsAFileAsAnyOther() {
        register("two-steps", prefix());
        for (int size : List.of(0, 1, 300_000, 9_000_000)) {
            byte[] bytes = random(size);
            JsonNode upload = user.requestUpload("two-steps", "data " + size + ".bin");
            assertThat(upload.propertyNames()).containsExactlyInAnyOrder("upload_id", "upload_url");
            String id = upload.path("upload_id").stringValue();
            assertThat(upload.path("upload_url").stringValue())
                    .startsWith(server.url() + "/uploads/");
            assertThat(user.requestDownload("two-steps", id).status()).isEqualTo(404);

            Http.Answer put = user.put(upload, bytes);

            assertThat(put.status()).as(put.text()).isEqualTo(200);
            assertThat(put.json().path("file_id").stringValue()).isEqualTo(id);
            assertThat(put.json().path("file_name").stringValue())
                    .isEqualTo("data " + size + ".bin");
            assertThat(put.json().path("size").longValue()).isEqualTo(size);
            JsonNode download = user.expect(200, user.requestDownload("two-steps", id));
            assertThat(download.propertyNames())
                    .containsExactlyInAnyOrder("download_url", "expires_at");
            assertThat(Instant.parse(download.path("expires_at").stringValue()))
                    .isBetween(
                            Instant.now().plus(Duration.ofMinutes(58)),
                            Instant.now().plus(Duration.ofMinutes(61)));
            Http.Answer read =
                    new Http(server, "").get(download.path("download_url").stringValue());
            assertThat(read.body()).isEqualTo(bytes);
            assertThat(read.header("ETag")).isEqualTo(put.header("ETag")).isNotEmpty();
        }
        Http files = new Http(server, member.key());
        JsonNode items = files.get(FILES + "/files").json().path("data").path("items");
        assertThat(items.valueStream().map(i -> i.path("file_name").stringValue()))
                .containsExactly("data 9000000.bin", "data 300000.bin", "data 1.bin", "data 0.bin");
        assertThat(items.get(0).path("file_category").stringValue()).isEqualTo("data_source");
        assertThat(
                        files.get(FILES + "/buckets/two-steps/objects")
                                .json()
                                .path("data")
                                .path("objects")
                                .size())
                .isEqualTo(4);
        assertThat(files.get(FILES + "/usage").json().path("data").path("used_bytes").longValue())
                .isEqualTo(9_300_001);
    }

    @Test
    void uploadsOfTheFilesDoorLandWhereTheirStorageKeySays() {
        register("eu", prefix());
        register("us", prefix());
        Http files = new Http(server, member.key());
        byte[] bytes = random(1000);

        assertThat(files.upload("file_name=raw.bin&storage_key=eu", bytes).status()).isEqualTo(201);
        assertThat(
                        files.uploadForm(
                                        List.of(
                                                Http.Part.field("storage_key", "us"),
                                                Http.Part.file("form.bin", bytes)))
                                .status())
                .isEqualTo(201);
        assertThat(files.upload("file_name=default.bin", bytes).status()).isEqualTo(201);

        assertThat(namesIn(files, "eu")).hasSize(1).allMatch(name -> name.contains("/raw_"));
        assertThat(namesIn(files, "us")).hasSize(1).allMatch(name -> name.contains("/form_"));
        assertThat(namesIn(files, "shared"))
                .hasSize(1)
                .allMatch(name -> name.contains("/default_"));
    }

    private static List<String> namesIn(Http files, String bucket) {
        return files.get(FILES + "/buckets/" + bucket + "/objects")
                .json()
                .path("data")
                .path("objects")
                .valueStream()
                .map(o -> o.path("name").stringValue())
                .toList();
    }

    @Test
    void whatLiesOnADeletedStorageStaysReadableAndNothingNewGoesThere() {
        register("old", prefix());
        byte[] bytes = "precious".getBytes(StandardCharsets.UTF_8);
        JsonNode before = user.requestUpload("old", "a.txt");
        assertThat(user.put(before, bytes).status()).isEqualTo(200);
        JsonNode open = user.requestUpload("old", "b.txt");

        assertThat(supervisor.delete("/storage/old").status()).isEqualTo(204);

        Http.Answer late = user.put(open, bytes);
        assertThat(late.status()).isEqualTo(404);
        assertThat(late.json().path("detail").stringValue()).contains("takes no new files");
        Http.Answer more =
                user.post("/storage/old/files/request_upload", "{\"file_name\":\"c.txt\"}");
        assertThat(more.status()).isEqualTo(404);
        Http files = new Http(server, member.key());
        Http.Answer byKey = files.upload("file_name=d.txt&storage_key=old", bytes);
        assertThat(byKey.status()).isEqualTo(400);
        assertThat(byKey.json().path("error").path("code").stringValue())
                .isEqualTo("VALIDATION_ERROR");
        assertThat(byKey.json().path("message").stringValue()).startsWith("storage_key: ");
        String id = before.path("upload_id").stringValue();
        assertThat(user.download("old", id)).isEqualTo(bytes);
    }

    @Test
    void aKeyThatIsGivenAgainDoesNotMoveTheFilesOfTheFirst() {
        register("again", prefix());
        JsonNode first = user.requestUpload("again", "first.txt");
        user.put(first, "first".getBytes(StandardCharsets.UTF_8));
        supervisor.delete("/storage/again");

        register("again", prefix());
        JsonNode second = user.requestUpload("again", "second.txt");
        user.put(second, "second".getBytes(StandardCharsets.UTF_8));

        assertThat(user.download("again", first.path("upload_id").stringValue()))
                .isEqualTo("first".getBytes(StandardCharsets.UTF_8));
        assertThat(user.download("again", second.path("upload_id").stringValue()))
                .isEqualTo("second".getBytes(StandardCharsets.UTF_8));
        assertThat(namesIn(new Http(server, member.key()), "again"))
                .hasSize(1)
                .allMatch(name -> name.contains("/second_"));
    }

    @Test
    void theStorageThatNewFilesGoToIsDeletedToo() {
        register("default", prefix());
        String backends = "/api/v1/platform/tenants/" + member.tenantId() + "/backends";
        Http admin = new Http(server, RunningServer.ADMIN_KEY);
        String id = admin.get(backends).json().path("items").get(0).path("id").stringValue();
        String placement = "/api/v1/platform/tenants/" + member.tenantId() + "/placement";
        assertThat(put(admin, placement, "{\"default_backend_id\":\"" + id + "\"}").status())
                .isEqualTo(200);
        Http files = new Http(server, member.key());
        assertThat(files.upload("file_name=a.txt", random(10)).status()).isEqualTo(201);
        assertThat(namesIn(files, "default")).hasSize(1);

        assertThat(supervisor.delete("/storage/default").status()).isEqualTo(204);

        Http.Answer refused = files.upload("file_name=b.txt", random(10));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.json().path("message").stringValue())
                .contains("was retired", "PUT " + placement, "storage_key");
        assertThat(files.upload("file_name=b.txt&storage_key=shared", random(10)).status())
                .isEqualTo(201);
        assertThat(put(admin, placement, "{\"default_backend_id\":null}").status()).isEqualTo(200);
        assertThat(files.upload("file_name=c.txt", random(10)).status()).isEqualTo(201);
    }

    private static Http.Answer put(Http http, String path, String json) {
        return http.send(
                "PUT",
                path,
                java.net.http.HttpRequest.BodyPublishers.ofString(json),
                "Content-Type",
                "application/json");
    }

    @Test
    void aWrongSecretIsToldAndNothingStored() {
        Map<String, Object> init =
                WorkspaceClient.minio(bucket().withSecretKey("not-the-secret-of-this"), prefix());
        Http.Answer refused =
                supervisor.post(
                        "/storage",
                        WorkspaceClient.registration("wrong", WorkspaceClient.MINIO, init));

        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.json().path("errors").propertyNames())
                .allMatch(name -> name.startsWith("connector_init"));
        JsonNode failed = refused.json().path("checks").get(0);
        assertThat(failed.path("check").stringValue()).isEqualTo("authentication");
        assertThat(failed.path("code").stringValue()).isNotEmpty();
        assertThat(failed.path("message").stringValue()).isNotEmpty();
        assertThat(failed.path("remedy").stringValue()).isNotEmpty();
        assertThat(refused.text()).doesNotContain("not-the-secret-of-this");
        assertThat(supervisor.get("/storage/wrong").status()).isEqualTo(404);

        JsonNode unproven =
                supervisor.expect(
                        201,
                        supervisor.post(
                                "/storage?verify=false",
                                WorkspaceClient.registration(
                                        "wrong", WorkspaceClient.MINIO, init)));
        assertThat(unproven.path("storage_key").stringValue()).isEqualTo("wrong");
    }

    @Test
    void aBucketThatIsMissingIsToldByTheNameOfItsField() {
        Http.Answer refused =
                supervisor.post(
                        "/storage",
                        WorkspaceClient.registration(
                                "missing",
                                WorkspaceClient.MINIO,
                                WorkspaceClient.minio(
                                        bucket().withBucket("there-is-no-such-bucket"), prefix())));

        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.json().path("errors").propertyNames())
                .containsExactly("connector_init.bucket_name");
        JsonNode failed = refused.json().path("checks").get(0);
        assertThat(failed.path("check").stringValue()).isEqualTo("bucket");
        assertThat(failed.path("field").stringValue()).isEqualTo("bucket_name");
    }

    @Test
    void aPlaceOfAnotherTenantIsAConflictForWhoHoldsItsCredential() {
        String prefix = prefix();
        register("ours", prefix);
        Member stranger = server.member(1 << 20);
        Http.Answer conflict =
                client(server.member(server.tenant(stranger), "supervisor").key())
                        .post(
                                "/storage",
                                WorkspaceClient.registration(
                                        "theirs",
                                        WorkspaceClient.MINIO,
                                        WorkspaceClient.minio(bucket(), prefix + "/inside")));
        assertThat(conflict.status()).as(conflict.text()).isEqualTo(409);
        assertThat(conflict.json().path("errors").propertyNames())
                .containsExactly("connector_init");
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}

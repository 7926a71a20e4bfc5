package dev.storeward.server.api.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every example of the seed on storages, on a bucket of a real server. */
abstract class WorkspaceStoragesContract extends WorkspaceFixture {
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
}

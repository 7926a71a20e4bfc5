package dev.storeward.server.api.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.testkit.gcs.GcsServer;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The seed's four calls and the two-step transfer with a bucket of Google's. */
class WorkspaceDoorOnGcsTest {
    private static final String CLASS =
            "tango_shared.connectors.deployment.storage.gcs_storage_connector.GCSStorageConnector";

    private static GcsServer gcs;
    private static RunningServer server;
    private static OpenApi openApi;

    @BeforeAll
    static void start() {
        gcs = GcsServer.start();
        server = RunningServer.start(Map.of("STOREWARD_GCS_ENDPOINT", gcs.endpoint().toString()));
        openApi = OpenApi.of(server);
    }

    @AfterAll
    static void stop() {
        server.close();
        gcs.close();
    }

    private static Map<String, Object> bucket(String authJson) {
        return Map.of(
                "bucket_name",
                GcsServer.BUCKET,
                "prefix",
                "workspace-" + Long.toUnsignedString(System.nanoTime(), 36),
                "auth_json",
                authJson);
    }

    @Test
    void aBucketIsRegisteredUsedAndDeleted() {
        Member member = server.member(1 << 20);
        WorkspaceClient supervisor =
                new WorkspaceClient(
                        server, openApi, server.member(server.tenant(member), "supervisor").key());
        WorkspaceClient user = new WorkspaceClient(server, openApi, member.key());
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);

        JsonNode made =
                supervisor.expect(
                        201,
                        supervisor.post(
                                "/storage",
                                WorkspaceClient.registration(
                                        "google", CLASS, bucket(gcs.authJson().toString()))));

        assertThat(made.path("storage_class").stringValue()).isEqualTo(CLASS);
        assertThat(made.path("connector_init").propertyNames())
                .containsExactlyInAnyOrder("bucket_name", "prefix");
        JsonNode upload = user.requestUpload("google", "a.bin");
        assertThat(user.put(upload, bytes).status()).isEqualTo(200);
        String id = upload.path("upload_id").stringValue();
        assertThat(user.download("google", id)).isEqualTo(bytes);
        assertThat(supervisor.delete("/storage/google").status()).isEqualTo(204);
        assertThat(user.download("google", id)).isEqualTo(bytes);
        assertThat(
                        user.post("/storage/google/files/request_upload", "{\"file_name\":\"b\"}")
                                .status())
                .isEqualTo(404);
    }

    @Test
    void anUnknownAccountIsToldByItsField() {
        Member member = server.member(1 << 20);
        WorkspaceClient supervisor =
                new WorkspaceClient(
                        server, openApi, server.member(server.tenant(member), "supervisor").key());

        Http.Answer refused =
                supervisor.post(
                        "/storage",
                        WorkspaceClient.registration(
                                "google", CLASS, bucket(gcs.wrongAuthJson().toString())));

        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.json().path("errors").propertyNames())
                .containsExactly("connector_init.auth_json");
        assertThat(refused.text()).doesNotContain("PRIVATE KEY");
    }
}

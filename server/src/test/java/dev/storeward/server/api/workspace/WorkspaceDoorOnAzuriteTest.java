package dev.storeward.server.api.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.testkit.server.AzureServer;
import dev.storeward.testkit.server.AzuriteServer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The seed's four calls and the two-step transfer with a container in place of a bucket. */
class WorkspaceDoorOnAzuriteTest {
    private static final String CLASS =
            "tango_shared.connectors.deployment.storage.azure_storage_connector.AzureStorageConnector";

    private static AzureServer azure;
    private static RunningServer server;
    private static OpenApi openApi;

    @BeforeAll
    static void start() {
        azure = AzuriteServer.shared();
        server = RunningServer.start();
        openApi = OpenApi.of(server);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static Map<String, Object> container(String key) {
        Map<String, Object> init = new HashMap<>();
        init.put("endpoint", azure.endpoint().toString());
        init.put("account_name", azure.account());
        init.put("account_key", key);
        init.put("container_name", azure.container());
        init.put("prefix", "workspace-" + Long.toUnsignedString(System.nanoTime(), 36));
        return init;
    }

    @Test
    void aContainerIsRegisteredUsedAndDeleted() {
        Member member = server.member(1 << 20);
        String supervisorKey = server.member(server.tenant(member), "supervisor").key();
        WorkspaceClient supervisor = new WorkspaceClient(server, openApi, supervisorKey);
        WorkspaceClient user = new WorkspaceClient(server, openApi, member.key());
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);

        Map<String, Object> init = container(azure.key());
        JsonNode made =
                supervisor.expect(
                        201,
                        supervisor.post(
                                "/storage", WorkspaceClient.registration("blobs", CLASS, init)));

        assertThat(made.path("storage_class").stringValue()).isEqualTo(CLASS);
        assertThat(made.path("connector_init").propertyNames())
                .containsExactlyInAnyOrder("endpoint", "account_name", "container_name", "prefix");
        JsonNode upload = user.requestUpload("blobs", "a.bin");
        assertThat(user.put(upload, bytes).status()).isEqualTo(200);
        String id = upload.path("upload_id").stringValue();
        assertThat(user.download("blobs", id)).isEqualTo(bytes);
        assertThat(supervisor.delete("/storage/blobs").status()).isEqualTo(204);
        assertThat(user.download("blobs", id)).isEqualTo(bytes);
        assertThat(
                        user.post("/storage/blobs/files/request_upload", "{\"file_name\":\"b\"}")
                                .status())
                .isEqualTo(404);
    }

    @Test
    void aWrongKeyIsToldByItsField() {
        Member member = server.member(1 << 20);
        WorkspaceClient supervisor =
                new WorkspaceClient(
                        server, openApi, server.member(server.tenant(member), "supervisor").key());
        String wrong = "bm90LXRoZS1rZXktb2YtdGhpcy1hY2NvdW50";

        Http.Answer refused =
                supervisor.post(
                        "/storage", WorkspaceClient.registration("blobs", CLASS, container(wrong)));

        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.json().path("errors").propertyNames())
                .containsExactly("connector_init.account_key");
        assertThat(refused.text()).doesNotContain(wrong);
    }
}

package dev.storeward.server.api.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.SharedServer;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A workspace whose supervisor registers buckets that need not exist. */
@ExtendWith(SharedServer.class)
abstract class RegistrationFixture {
    static final Map<String, Object> BUCKET =
            Map.of(
                    "access_key", "AKIA",
                    "secret_key", "hush-hush",
                    "endpoint", "http://127.0.0.1:1",
                    "bucket_name", "bucket");

    static RunningServer server;
    static OpenApi openApi;

    Member member;
    WorkspaceClient supervisor;
    WorkspaceClient user;

    @BeforeAll
    static void start() {
        server = SharedServer.with(Map.of());
        openApi = OpenApi.of(server);
    }

    @BeforeEach
    void newTenant() {
        member = server.member(1 << 20);
        supervisor = client(server.member(server.tenant(member), "supervisor").key());
        user = client(member.key());
    }

    static WorkspaceClient client(String key) {
        return new WorkspaceClient(server, openApi, key);
    }

    /** A bucket that no other test registers. */
    static String unproven(String key, String storageClass, String bucket) {
        Map<String, Object> init = new java.util.HashMap<>(BUCKET);
        init.put("bucket_name", bucket);
        return WorkspaceClient.registration(key, storageClass, init);
    }

    String bucket() {
        return "bucket-" + Long.toUnsignedString(System.nanoTime(), 36);
    }

    JsonNode errors(Http.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        return answer.json().path("errors");
    }

    String supervisorKey() {
        return server.member(server.tenant(member), "supervisor").key();
    }

    static Http plain(String key) {
        return new Http(server, key);
    }
}

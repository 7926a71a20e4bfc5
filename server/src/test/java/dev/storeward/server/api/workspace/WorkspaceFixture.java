package dev.storeward.server.api.workspace;

import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.SharedServer;
import dev.storeward.testkit.server.S3Server;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A workspace with buckets on whatever server a subclass names. */
@ExtendWith(SharedServer.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WorkspaceFixture {
    static final String FILES = "/api/v1/storage";
    static final AtomicInteger PREFIXES = new AtomicInteger();
    static final String RUN = Long.toUnsignedString(System.nanoTime(), 36);

    RunningServer server;
    OpenApi openApi;
    Member member;
    WorkspaceClient supervisor;
    WorkspaceClient user;

    /** The server whose bucket is registered. */
    abstract S3Server bucket();

    @BeforeAll
    final void startServer() {
        bucket();
        server = SharedServer.with(Map.of());
        openApi = OpenApi.of(server);
    }

    @BeforeEach
    final void newTenant() {
        member = server.member(100 << 20);
        supervisor = client(server.member(server.tenant(member), "supervisor").key());
        user = client(member.key());
    }

    WorkspaceClient client(String key) {
        return new WorkspaceClient(server, openApi, key);
    }

    String prefix() {
        return "workspace-" + RUN + "/" + PREFIXES.incrementAndGet();
    }

    JsonNode register(String key, String prefix) {
        return supervisor.expect(
                201,
                supervisor.post(
                        "/storage",
                        WorkspaceClient.registration(
                                key,
                                WorkspaceClient.MINIO,
                                WorkspaceClient.minio(bucket(), prefix))));
    }

    static List<String> namesIn(Http files, String bucket) {
        return files.get(FILES + "/buckets/" + bucket + "/objects")
                .json()
                .path("data")
                .path("objects")
                .valueStream()
                .map(o -> o.path("name").stringValue())
                .toList();
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}

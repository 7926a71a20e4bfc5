package dev.storeward.server.api.configs;

import static dev.storeward.server.api.configs.ConfigsClient.expect;

import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.SharedServer;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The configs door on a server that speaks S3; every test has an organization of its own. */
@ExtendWith(SharedServer.class)
abstract class ConfigsFixture {
    static final AtomicInteger NUMBERS = new AtomicInteger();
    static final JsonMapper JSON = new JsonMapper();

    static final String FORBIDDEN =
            "{\"detail\":\"You do not have permission to perform this action.\"}";

    static final String NOT_FOUND = "{\"detail\":\"Not found.\"}";
    static final String REQUIRED = "[\"This field is required.\"]";

    static RunningServer server;
    static OpenApi openApi;
    static S3Server s3;

    Member member;
    Member supervisor;
    ConfigsClient ann;
    ConfigsClient sue;

    @BeforeAll
    static void start() {
        s3 = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
        server = SharedServer.with(Map.of("STOREWARD_AWS_ACCOUNT_ID", "014424401899"));
        openApi = OpenApi.of(server);
    }

    @BeforeEach
    void newOrganization() {
        member = server.member(1 << 20);
        supervisor = server.member(server.tenant(member), "supervisor");
        ann = client(member.key());
        sue = client(supervisor.key());
    }

    static ConfigsClient client(String key) {
        return new ConfigsClient(server, openApi, key);
    }

    static S3Server newBucket() throws Exception {
        return s3.createBucket("configs-" + NUMBERS.incrementAndGet());
    }

    static ObjectNode request(String name, S3Server bucket) {
        return JSON.createObjectNode()
                .put("name", name)
                .put("provider", "s3_compatible")
                .put("s3_endpoint_url", bucket.endpoint().toString())
                .put("s3_bucket_name", bucket.bucket())
                .put("s3_bucket_region", bucket.region())
                .put("s3_access_key_id", bucket.accessKey())
                .put("s3_secret_access_key", bucket.secretKey());
    }

    JsonNode created(String name, S3Server bucket) {
        return expect(201, sue.post("/", request(name, bucket).toString()));
    }

    static String uid(JsonNode config) {
        return config.path("uid").stringValue();
    }

    static List<String> names(JsonNode list) {
        return list.path("results").valueStream().map(c -> c.path("name").stringValue()).toList();
    }

    static long credentials(String uid) {
        return server.tx()
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT count(*) AS n FROM backend_credential WHERE backend_id = ?",
                                row -> row.number("n"),
                                UUID.fromString(uid)));
    }
}

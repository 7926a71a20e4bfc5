package dev.storeward.server.api.admin;

import static dev.storeward.server.api.admin.AdminClient.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.tenant.Tenant;
import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.SharedServer;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The admin door, with buckets to dedicate; every test has a tenant of its own. */
@ExtendWith(SharedServer.class)
abstract class AdminFixture {
    static final String STORAGE = "/api/v1/storage";
    static final String PLATFORM = "/api/v1/platform";

    static S3Server s3;
    static RunningServer server;
    static AdminClient client;

    final Tenant tenant = client.tenant("enterprise");
    final String config = "/config/" + tenant.id();
    final Member member = server.member(tenant, "member");
    final Member supervisor = server.member(tenant, "supervisor");
    final Http files = new Http(server, member.key());

    @BeforeAll
    static void start() {
        s3 = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
        server = SharedServer.with(dedicated(s3.endpoint().toString(), s3.secretKey()));
        client = new AdminClient(server);
    }

    static Map<String, String> dedicated(String endpoint, String secretKey) {
        return Map.of(
                "STOREWARD_DEDICATED_URL",
                "s3://?region=us-east-1&endpoint=" + endpoint,
                "STOREWARD_DEDICATED_ACCESS_KEY",
                s3.accessKey(),
                "STOREWARD_DEDICATED_SECRET_KEY",
                secretKey,
                "STOREWARD_ADMIN_EMAIL",
                "admin@example.com");
    }

    static S3Server bucket() throws Exception {
        return s3.createBucket("customer-" + UUID.randomUUID());
    }

    /** Uploads a file; answers where it lies. */
    JsonNode upload(String query) {
        Http.Answer answer =
                files.upload("file_name=f.txt" + query, "content".getBytes(StandardCharsets.UTF_8));
        return expect(201, answer).path("data");
    }

    void requireReadable(JsonNode... uploaded) {
        for (JsonNode file : uploaded) {
            Http.Answer answer =
                    files.get(STORAGE + "/objects/" + file.path("file_path").stringValue());
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("content");
        }
    }

    static String place(JsonNode uploaded) {
        return uploaded.path("s3_uri").stringValue();
    }

    static String status(JsonNode config) {
        return config.path("validation_status").stringValue();
    }

    UUID backend() {
        return server.tx()
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT backend_id FROM placement WHERE tenant_id = ?",
                                row -> row.uuid("backend_id"),
                                tenant.id()));
    }

    static long count(String sql, Object... parameters) {
        return server.tx()
                .forSystem()
                .statement(s -> s.one(sql, row -> row.number("n"), parameters));
    }
}

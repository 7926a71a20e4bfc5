package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.SharedServer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A tenant whose supervisor sets and asks for the rules of its placement. */
@ExtendWith(SharedServer.class)
abstract class PlacementFixture {
    static final byte[] CSV = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);
    static final byte[] PNG = HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452");

    static RunningServer server;
    static OpenApi openApi;

    Member member;
    Http http;
    PlatformClient supervisor;
    PlatformClient admin;
    String placement;

    @BeforeAll
    static void start() {
        server = SharedServer.with(Map.of());
        openApi = OpenApi.of(server);
    }

    @BeforeEach
    void newTenant() {
        member = server.member(64 << 20);
        http = new Http(server, member.key());
        supervisor =
                new PlatformClient(
                        server, openApi, server.member(server.tenant(member), "supervisor").key());
        admin = new PlatformClient(server, openApi, RunningServer.ADMIN_KEY);
        placement = "/tenants/" + member.tenantId() + "/placement";
    }

    String backend(String name) {
        String folder =
                server.data().resolve("objects").resolve(member.slug() + "-" + name).toString();
        return admin.expect(
                        201,
                        admin.post(
                                "/tenants/" + member.tenantId() + "/backends",
                                "{\"name\":\"%s\",\"connector\":\"filesystem\",\"settings\":{\"path\":\"%s\"}}"
                                        .formatted(name, folder)))
                .path("id")
                .stringValue();
    }

    JsonNode rules(String rules) {
        return supervisor.expect(200, supervisor.put(placement, "{\"rules\":[" + rules + "]}"));
    }

    JsonNode explain(String example) {
        return supervisor.expect(200, supervisor.post(placement + "/explain", example));
    }

    /** The name of the backend that an uploaded file lies on. */
    String placeOf(Answer upload) {
        assertThat(upload.status()).as(upload.text()).isEqualTo(201);
        return server.tx()
                .forTenant(member.tenantId())
                .statement(sql ->
                        sql.one(
                                """
                                SELECT b.name FROM file f JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
                                JOIN backend b ON b.location_id = o.location_id
                                WHERE f.tenant_id = ? AND f.address = ?
                                """,
                                row -> row.text("name"),
                                member.tenantId(),
                                upload.json().path("data").path("file_path").stringValue()));
    }
}

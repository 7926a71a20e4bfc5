package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.SharedServer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A tenant with files that move by the platform door. */
@ExtendWith(SharedServer.class)
abstract class MigrationFixture {
    static final JsonMapper JSON = JsonMapper.shared();

    static RunningServer server;
    static OpenApi openApi;

    Member member;
    PlatformClient supervisor;
    String migrations;
    final Map<String, byte[]> files = new TreeMap<>();

    @BeforeAll
    static void startServer() {
        server = SharedServer.with(Map.of());
        openApi = OpenApi.of(server);
    }

    @BeforeEach
    void newTenant() {
        member = server.member(1 << 30);
        supervisor =
                new PlatformClient(
                        server, openApi, server.member(server.tenant(member), "supervisor").key());
        migrations = "/tenants/" + member.tenantId() + "/migrations";
    }

    void upload(int count) {
        for (int i = 0; i < count; i++) {
            byte[] bytes = ("file " + i + " of " + member.slug()).getBytes(StandardCharsets.UTF_8);
            Answer answer = new Http(server, member.key()).upload("file_name=f.txt", bytes);
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
            files.put(answer.json().at("/data/file_path").asString(), bytes);
        }
    }

    String backend(String name) {
        String folder =
                server.data().resolve("objects").resolve(member.slug() + "-" + name).toString();
        PlatformClient admin = new PlatformClient(server, openApi, RunningServer.ADMIN_KEY);
        return admin.expect(
                        201,
                        admin.post(
                                "/tenants/" + member.tenantId() + "/backends",
                                "{\"name\":\"%s\",\"connector\":\"filesystem\",\"settings\":{\"path\":\"%s\"}}"
                                        .formatted(name, folder)))
                .path("id")
                .stringValue();
    }

    JsonNode start(String body) {
        return supervisor.expect(201, supervisor.post(migrations, body));
    }

    JsonNode startTo(String target) {
        return start("{\"target_backend_id\":\"%s\"}".formatted(target));
    }

    static String path(JsonNode migration) {
        return "/migrations/" + migration.path("id").stringValue();
    }

    static String status(JsonNode migration) {
        return migration.path("status").stringValue();
    }

    JsonNode ended(JsonNode migration) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> supervisor.expect(200, supervisor.get(path(migration))),
                        now -> !List.of("pending", "in_progress").contains(status(now)));
    }

    /** A window that is closed for hours. */
    static String later() {
        LocalTime now = LocalTime.now(ZoneOffset.UTC);
        DateTimeFormatter form = DateTimeFormatter.ofPattern("HH:mm");
        return "{\"from\":\"%s\",\"to\":\"%s\",\"zone\":\"UTC\"}"
                .formatted(form.format(now.plusHours(3)), form.format(now.plusHours(4)));
    }

    JsonNode waiting(String target) {
        return start("{\"target_backend_id\":\"%s\",\"window\":%s}".formatted(target, later()));
    }

    /** The lines of a manifest whose signature was checked as somebody else would check it. */
    List<JsonNode> verified(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        String text = answer.text();
        int last = text.lastIndexOf('\n', text.length() - 2) + 1;
        List<JsonNode> lines = new ArrayList<>();
        text.lines().forEach(line -> lines.add(JSON.readTree(line)));
        JsonNode signature = lines.getLast();
        JsonNode keys = supervisor.expect(200, supervisor.get("/keys/manifest"));
        assertThat(signature.path("key_id")).isEqualTo(keys.at("/items/0/id"));
        assertThat(signature.path("public_key")).isEqualTo(keys.at("/items/0/public_key"));
        try {
            String sha256 =
                    HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256")
                                            .digest(
                                                    text.substring(0, last)
                                                            .getBytes(StandardCharsets.UTF_8)));
            assertThat(signature.path("sha256").stringValue()).isEqualTo(sha256);
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(
                                    new X509EncodedKeySpec(
                                            Base64.getDecoder()
                                                    .decode(
                                                            keys.at("/items/0/public_key")
                                                                    .stringValue()))));
            check.update(
                    ("storeward-migration-manifest/1:" + sha256).getBytes(StandardCharsets.UTF_8));
            assertThat(
                            check.verify(
                                    Base64.getDecoder()
                                            .decode(signature.path("signature").stringValue())))
                    .isTrue();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return lines;
    }
}

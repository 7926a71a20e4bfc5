package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storeward.core.access.signing.SigningKeys;
import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MasterKeyDoorTest {
    private static final String MASTER = "/keys/master";
    private static RunningServer server;
    private static OpenApi openApi;
    private static PlatformClient admin;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
        openApi = OpenApi.of(server);
        admin = new PlatformClient(server, openApi, RunningServer.ADMIN_KEY);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode whenDone() {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> status().path("state").asString().equals("done"));
        return status();
    }

    private static JsonNode status() {
        return admin.expect(200, admin.get(MASTER));
    }

    @Test
    void theKeyIsRotatedAndEverythingSealedAnew() throws IOException {
        Member member = server.member(1 << 20);
        Http files = new Http(server, member.key());
        String path =
                files.upload("file_name=a.txt", new byte[] {1, 2, 3})
                        .json()
                        .at("/data/file_path")
                        .asString();
        String keys = "/users/" + member.userId() + "/s3-keys";
        JsonNode signs = admin.expect(201, admin.post(keys, "{\"name\":\"signs\"}"));
        assertThat(admin.expect(200, admin.get(keys)).path("items").size()).isEqualTo(1);
        String old = status().path("current").asString();
        assertThat(signingKeysAreUnder()).isEqualTo(old);

        Http.Answer begun = admin.post(MASTER + "/rotate", "", "Idempotency-Key", "rotate-1");
        JsonNode first = admin.expect(202, begun);
        JsonNode done = whenDone();

        assertThat(done.path("current")).isEqualTo(first.path("target"));
        assertThat(done.path("current").asString()).matches("mk_[0-9a-f]{16}").isNotEqualTo(old);
        assertThat(done.at("/progress/remaining").asLong()).isZero();
        assertThat(done.at("/progress/unreadable").asLong()).isZero();
        assertThat(done.at("/progress/total")).isEqualTo(done.at("/progress/rewrapped"));
        assertThat(done.at("/progress/total").asLong()).isPositive();
        assertThat(done.path("waiting_for")).isEmpty();
        assertThat(done.at("/keys/0/id").asString()).isEqualTo(old);
        assertThat(done.at("/keys/0/state").asString()).isEqualTo("retirable");
        assertThat(done.at("/keys/1/state").asString()).isEqualTo("current");
        assertThat(files.get("/api/v1/storage/objects/" + path).body()).containsExactly(1, 2, 3);
        assertThat(signingKeysAreUnder()).isEqualTo(done.path("current").asString());
        assertThat(
                        server.service(SigningKeys.class)
                                .find(signs.path("access_key_id").asString())
                                .orElseThrow()
                                .secret()
                                .reveal())
                .isEqualTo(signs.path("secret_access_key").asString());

        // A repeated request answers as before and rotates nothing.
        Http.Answer again = admin.post(MASTER + "/rotate", "", "Idempotency-Key", "rotate-1");
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.json()).isEqualTo(first);
        assertThat(status().path("current")).isEqualTo(done.path("current"));

        JsonNode events = admin.expect(200, admin.get("/audit?limit=1000")).path("items");
        assertThat(events.valueStream().map(event -> event.path("action").asString()))
                .containsSubsequence("master_key.done", "master_key.switch", "master_key.rotate");
        assertNoKeyIn(begun.text() + again.text() + done + events);
    }

    private static String signingKeysAreUnder() {
        return server.tx()
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT string_agg(DISTINCT sealed_under, ' ') AS ids FROM signing_key",
                                row -> row.text("ids")));
    }

    private static void assertNoKeyIn(String text) throws IOException {
        List<String> keys =
                Files.readAllLines(server.data().resolve("master.key")).stream()
                        .filter(line -> line.startsWith("mk_"))
                        .map(line -> line.split(" ", -1)[2])
                        .toList();
        assertThat(keys)
                .hasSizeGreaterThan(1)
                .allSatisfy(key -> assertThat(text).doesNotContain(key));
    }

    @Test
    void onlySuperAdminsSeeOrRotateIt() {
        Member member = server.member(1 << 20);
        for (String role : List.of("member", "supervisor")) {
            PlatformClient client =
                    new PlatformClient(
                            server, openApi, server.member(server.tenant(member), role).key());
            assertThat(client.get(MASTER).status()).as(role).isEqualTo(403);
            assertThat(client.post(MASTER + "/rotate", "").status()).as(role).isEqualTo(403);
        }
        PlatformClient nobody = new PlatformClient(server, openApi, "");
        assertThat(nobody.get(MASTER).status()).isEqualTo(401);
        assertThat(nobody.post(MASTER + "/rotate", "").status()).isEqualTo(401);
    }

    @Test
    void aRotationTakesNoFields() {
        Http.Answer answer = admin.post(MASTER + "/rotate", "{\"key\":\"x\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors/key/0").asString())
                .isEqualTo("Unknown field. No fields are taken here.");
    }
}

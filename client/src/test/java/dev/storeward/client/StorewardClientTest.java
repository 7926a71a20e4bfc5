package dev.storeward.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.client.StorewardException.Kind;
import dev.storeward.client.files.StoredFile;
import dev.storeward.client.files.UploadTarget;
import dev.storeward.client.platform.IssuedKey;
import dev.storeward.client.platform.Tenant;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is tried again, when, and how; and what is told of what is not done. */
class StorewardClientTest {
    private static final String TENANT =
            "{\"id\":\"01a20132-6102-77ea-aaee-b4dc230b8943\",\"number\":1,\"slug\":\"acme\","
                    + "\"name\":\"Acme\",\"plan\":\"free\",\"quota_bytes\":5000000000,"
                    + "\"created_at\":\"2026-11-22T03:00:08.586Z\",\"new_field\":{}}";

    private final List<Duration> pauses = new ArrayList<>();
    private ScriptedServer server;
    private StorewardClient client;

    @BeforeEach
    void open() throws IOException {
        server = new ScriptedServer();
        client =
                StorewardClient.at(server.url() + "/", "sw_key")
                        .retries(new Retries(4, Duration.ofSeconds(1), Duration.ofSeconds(30)))
                        .pauses(pauses::add)
                        .open();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private StorewardException refused(Runnable call) {
        try {
            call.run();
        } catch (StorewardException e) {
            return e;
        }
        throw new AssertionError("was done");
    }

    @Test
    void anAnswerIsAValueAndWhatIsNewInItPassedOver() {
        server.then(201, TENANT);

        Tenant made = client.platform().createTenant("acme", "Acme", "free");

        assertThat(made.slug()).isEqualTo("acme");
        assertThat(made.quotaBytes()).isEqualTo(5_000_000_000L);
        assertThat(server.asked().getFirst().line()).isEqualTo("POST /api/v1/platform/tenants");
        assertThat(server.asked().getFirst().header("Authorization")).isEqualTo("Bearer sw_key");
    }

    @Test
    void aServerThatIsAwayIsAskedAgainWhenItSays() {
        server.then(503, "{\"detail\":\"away\"}", "Retry-After", "7")
                .then(429, "{\"detail\":\"too many\"}", "Retry-After", "3")
                .then(503, "{\"detail\":\"away\"}")
                .then(200, "{\"role\":\"member\"}");

        assertThat(client.platform().get("/whoami").path("role").asString("")).isEqualTo("member");

        assertThat(pauses)
                .containsExactly(
                        Duration.ofSeconds(7), Duration.ofSeconds(3), Duration.ofSeconds(4));
    }

    @Test
    void whoIsAskedToWaitTooLongIsToldAtOnce() {
        server.then(503, "{\"detail\":\"The bucket is away.\"}", "Retry-After", "3600");

        StorewardException refused = refused(() -> client.platform().get("/whoami"));

        assertThat(refused).hasMessage("The bucket is away. (503)");
        assertThat(refused.kind()).isEqualTo(Kind.AWAY);
        assertThat(pauses).isEmpty();
    }

    @Test
    void aChangeWhoseAnswerWasLostIsSentAgainUnderItsKey() {
        server.then(0, "").then(201, TENANT);

        client.platform().createTenant("acme", "Acme", "free");

        List<String> keys =
                server.asked().stream().map(asked -> asked.header("Idempotency-key")).toList();
        assertThat(keys).hasSize(2).doesNotContain("");
        assertThat(keys.getFirst()).isEqualTo(keys.getLast());
        assertThat(server.asked().getLast().body()).isEqualTo(server.asked().getFirst().body());
    }

    @Test
    void aDeletionWhoseAnswerWasLostIsNotSentAgain() {
        server.then(0, "");

        StorewardException lost = refused(() -> client.files().delete("organizations/1/files/2/a"));

        assertThat(lost.kind()).isEqualTo(Kind.BROKEN_OFF);
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void whatWasRefusedIsToldInTheServersWordsAndNotSentAgain() {
        server.then(
                404,
                "{\"success\":false,\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"No such"
                        + " file.\"}}");

        StorewardException refused = refused(() -> client.files().metadata("a b/ü"));

        assertThat(refused).hasMessage("No such file. (404)");
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.code()).isEqualTo("NOT_FOUND");
        assertThat(server.asked().getFirst().line())
                .isEqualTo("GET /api/v1/storage/objects/a%20b/%C3%BC/metadata");
    }

    @Test
    void anUploadIsMadeAfreshForEachAttempt() {
        server.then(503, "{\"error\":{\"message\":\"away\"}}")
                .then(
                        201,
                        "{\"data\":{\"file_path\":\"organizations/1/files/2/a\",\"size\":5,"
                                + "\"storage_file_id\":9}}");

        StoredFile stored =
                client.files()
                        .upload(
                                "a b.txt",
                                UploadTarget.OWN_FOLDER.in("docs"),
                                () -> BodyPublishers.ofString("hello"),
                                "");

        assertThat(stored).isEqualTo(new StoredFile("organizations/1/files/2/a", 5, 9));
        assertThat(server.asked()).hasSize(2).allMatch(asked -> asked.body().equals("hello"));
        assertThat(server.asked().getLast().line())
                .isEqualTo("POST /api/v1/storage/upload?file_name=a%20b.txt&path=docs");
    }

    @Test
    void whatIsNoStorewardServerIsSaidToBeNone() {
        server.then(200, "<html>hello</html>");
        assertThat(refused(() -> client.platform().get("/whoami")).kind())
                .isEqualTo(Kind.NOT_STOREWARD);
    }

    @Test
    void aKeyIsToldOnlyToWhoAsksForIt() {
        UUID id = UUID.randomUUID();
        server.then(201, "{\"id\":\"" + id + "\",\"key\":\"sw_secret\"}");

        IssuedKey key = client.platform().createKey(id, "laptop", null);

        assertThat(key.reveal()).isEqualTo("sw_secret");
        assertThat(key.toString()).doesNotContain("secret");
    }

    @Test
    void whatCannotBeRightIsRefusedBeforeAnythingIsSent() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StorewardClient.at("ftp://x", "k"))
                .withMessageStartingWith("url: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StorewardClient.at("http://x", "a b"))
                .withMessageStartingWith("key: ");
        assertThatThrownBy(() -> new Retries(0, Duration.ZERO, Duration.ZERO))
                .hasMessageStartingWith("attempts: ");
    }
}

package dev.storeward.server.api.resumable;

import static dev.storeward.server.api.resumable.TusClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.RawHttp;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uploads that go on at another node, after a restart, on pages, and for too long. */
class ResumableNodesTest {
    private static final String PAGE = "https://app.example.com";
    private static final int SIZE = 10_000_000;

    private static RunningServer server;
    private static RunningServer other;

    private TusClient client;
    private TusClient there;
    private final byte[] file = bytes(SIZE);

    @BeforeAll
    static void start() {
        server = RunningServer.start(Map.of("STOREWARD_CORS_ORIGINS", PAGE));
        other = server.beside(Map.of());
    }

    @AfterAll
    static void stop() {
        other.close();
        server.close();
    }

    @BeforeEach
    void begin() {
        client = TusClient.on(server);
        there = new TusClient(other, client.member());
    }

    private byte[] from(long offset) {
        return Arrays.copyOfRange(file, (int) offset, SIZE);
    }

    @Test
    void anotherNodeGoesOnWhereOneWasCutOff() {
        String path = client.begin(SIZE);
        try (RawHttp http = client.sending(path, 0, SIZE, file, 0, 9_000_000)) {
            http.end();
            assertThat(there.offset(path)).isEqualTo(9_000_000);
        }
        Answer last = there.patch(path, 9_000_000, from(9_000_000));
        assertThat(last.status()).as(last.text()).isEqualTo(204);
        assertThat(client.read(last)).isEqualTo(file);
    }

    @Test
    void aSilentLineToOneNodeEndsForTheOther() {
        String path = client.begin(SIZE);
        try (RawHttp http = client.sending(path, 0, SIZE, file, 0, 700_000)) {
            client.awaitWriter();
            await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
            Answer last = there.patch(path, 700_000, from(700_000));
            // Where the upload is was not known before.
            assertThat(last.status()).isIn(204, 409);
            assertThat(http.reply().status()).isEqualTo(408);
            assertThat(there.offset(path)).isIn(700_000L, (long) SIZE);
        }
    }

    @Test
    void aWriterThatAnswersNobodyLosesItsPlace() {
        String path = client.begin(SIZE);
        assertThat(client.patch(path, 0, Arrays.copyOf(file, 5)).status()).isEqualTo(204);
        // As a node leaves it that was killed.
        change("UPDATE upload_session SET writer = gen_random_uuid(), asked = NULL");

        Answer last = there.patch(path, 5, from(5));

        assertThat(last.status()).as(last.text()).isEqualTo(204);
        assertThat(client.read(last)).isEqualTo(file);
    }

    @Test
    void anUploadGoesOnAfterARestart() {
        String path = client.begin(SIZE);
        client.patch(path, 0, Arrays.copyOf(file, 4_000_000));
        other.restart();
        TusClient again = new TusClient(other, client.member());

        assertThat(again.offset(path)).isEqualTo(4_000_000);
        assertThat(client.read(again.patch(path, 4_000_000, from(4_000_000)))).isEqualTo(file);
    }

    @Test
    void anUploadWhoseTimeIsOverIsGone() {
        String path = client.begin(SIZE);
        client.patch(path, 0, Arrays.copyOf(file, 4_000_000));
        change("UPDATE upload_session SET expires_at = sw_now()");

        assertThat(client.head(path).status()).isEqualTo(410);
        assertThat(client.patch(path, 4_000_000, from(4_000_000)).status()).isEqualTo(410);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(client.charged()).isZero());
        assertThat(client.head(path).status()).isEqualTo(410);
    }

    @Test
    void anUploadAllOfWhoseBytesAreThereBecomesAFileWhenItIsAskedFor() {
        String path = client.begin(SIZE);
        client.patch(path, 0, Arrays.copyOf(file, SIZE - 1));
        // As a node leaves it that was killed when it had kept the last byte.
        change("UPDATE upload_session SET size = size - 1");

        Answer head = client.head(path);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Upload-Offset")).isEqualTo(String.valueOf(SIZE - 1));
        assertThat(client.read(head)).isEqualTo(Arrays.copyOf(file, SIZE - 1));
    }

    private void change(String statement) {
        server.tx()
                .forTenant(client.member().tenantId())
                .run(sql ->
                        assertThat(
                                        sql.update(
                                                statement + " WHERE tenant_id = ?",
                                                client.member().tenantId()))
                                .isEqualTo(1));
    }

    @Test
    void aPageMayAskAndUpload() {
        Answer preflight =
                new Http(server, "")
                        .send(
                                "OPTIONS",
                                TusClient.BASE,
                                BodyPublishers.noBody(),
                                "Origin",
                                PAGE,
                                "Access-Control-Request-Method",
                                "PATCH",
                                "Access-Control-Request-Headers",
                                "authorization,tus-resumable,upload-offset,content-type");
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("PATCH");
        assertThat(preflight.header("Access-Control-Allow-Headers")).contains("tus-resumable");
        assertThat(preflight.header("Tus-Version")).isEmpty();

        Answer begun = client.post("Upload-Length", "5", "Origin", PAGE);
        assertThat(begun.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(begun.header("Access-Control-Expose-Headers"))
                .contains("Location", "Upload-Offset", "Storeward-Object-Name");
        Answer refused = client.patch(client.path(begun), 3, bytes(2), "Origin", PAGE);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
    }
}

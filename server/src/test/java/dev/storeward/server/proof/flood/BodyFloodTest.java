package dev.storeward.server.proof.flood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import dev.storeward.server.proof.server.ServerProcess;
import dev.storeward.server.proof.server.ServerProcess.Account;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One member sends bodies that are held in memory, and does not end them. */
class BodyFloodTest extends FloodFixture {
    private static ServerProcess server;
    private static Account good;
    private static Account hostile;

    @BeforeAll
    static void start() {
        server = start(Map.of("STOREWARD_CONNECTIONS_PER_ADDRESS", "0"));
        good = server.account("good", 1 << 20);
        hostile = server.account("hostile", 1 << 20);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String head(String path, String type, int length) {
        return "POST "
                + path
                + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                + hostile.key()
                + "\r\nContent-Type: "
                + type
                + "\r\nContent-Length: "
                + length
                + "\r\n\r\n";
    }

    private static void assertOthersAreServed(Flood flood, String drip) {
        for (int i = 0; i < 10; i++) {
            flood.drip(drip);
            assertServed(server, good, 2);
            Reply json =
                    RawHttp.exchange(
                            server.url(),
                            ("POST /storage/shared/files/request_upload HTTP/1.1\r\nHost: a\r\n"
                                            + "Connection: close\r\nAuthorization: Bearer "
                                            + good.key()
                                            + "\r\nContent-Length: 21\r\n\r\n"
                                            + "{\"file_name\":\"a.txt\"}")
                                    .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(json.status()).as(json.toString()).isEqualTo(201);
        }
    }

    @Test
    void largeJsonThatNeverEnds() {
        String body = "{\"file_name\":\"" + "x".repeat(120_000);
        String path = "/storage/shared/files/request_upload";
        try (Flood flood =
                Flood.of(
                        HOSTILE,
                        server.url(),
                        THEIR_ADDRESS,
                        head(path, "application/json", 130_000) + body)) {
            assertOthersAreServed(flood, "x");
        }
    }

    @Test
    void formsThatNeverComeToTheirFile() {
        String field =
                "--b\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\n" + "x".repeat(10_000);
        try (Flood flood =
                Flood.of(
                        HOSTILE,
                        server.url(),
                        THEIR_ADDRESS,
                        head("/api/v1/storage/upload", "multipart/form-data; boundary=b", 1 << 20)
                                + field)) {
            assertOthersAreServed(flood, "x");
        }
    }

    @Test
    void whatDripsIsCutAfterItsTime() {
        try (Flood json =
                        Flood.of(
                                10,
                                server.url(),
                                THEIR_ADDRESS,
                                head(
                                        "/storage/shared/files/request_upload",
                                        "application/json",
                                        130_000));
                Flood forms =
                        Flood.of(
                                10,
                                server.url(),
                                THEIR_ADDRESS,
                                head(
                                                "/api/v1/storage/upload",
                                                "multipart/form-data; boundary=b",
                                                1 << 20)
                                        + "--b\r\nX: ")) {
            await().atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        json.drip(" ");
                        forms.drip("x");
                        return json.unanswered() + forms.unanswered() == 0;
                    });
        }
    }

    @Test
    void moreJsonThanIsTaken() {
        Reply reply =
                RawHttp.exchange(
                        server.url(),
                        (head("/storage/shared/files/request_upload", "application/json", 140_000)
                                        + " ".repeat(140_000))
                                .replace("Host: a", "Host: a\r\nConnection: close")
                                .getBytes(StandardCharsets.ISO_8859_1));

        assertThat(reply.status()).as(reply.toString()).isEqualTo(413);
        assertThat(reply.json().path("detail").asString()).contains("128 KiB");
    }
}

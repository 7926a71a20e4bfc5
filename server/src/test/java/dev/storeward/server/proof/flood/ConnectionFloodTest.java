package dev.storeward.server.proof.flood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storeward.server.proof.server.ServerProcess;
import dev.storeward.server.proof.server.ServerProcess.Account;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Anybody may open connections and let a byte of a head drip now and then. */
class ConnectionFloodTest extends FloodFixture {
    private static final String HEAD = "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ";
    private static final Duration UNTIL_ALL_ENDED = Duration.ofSeconds(60);

    private static ServerProcess server;
    private static Account good;

    @BeforeAll
    static void start() {
        server =
                start(
                        Map.of(
                                "STOREWARD_TRUSTED_PROXIES",
                                THEIR_ADDRESS,
                                "STOREWARD_CONNECTIONS_PER_ADDRESS",
                                "200"));
        good = server.account("good", 1 << 20);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** They come through a trusted proxy, whose connections are not counted. */
    @Test
    void thoseThatWaitLongestForTheirHeadGiveWay() {
        try (Flood flood = Flood.of(HOSTILE, server.url(), THEIR_ADDRESS, HEAD)) {
            for (int i = 0; i < 10; i++) {
                flood.drip("a");
                assertServed(server, good, 2);
            }
            assertThat(flood.unanswered()).isLessThan(512);
        }
    }

    @Test
    void aDrippingHeadEndsAfterItsTimeHoweverItDrips() {
        try (Flood heads = Flood.of(20, server.url(), "127.0.0.3", HEAD);
                Flood blanks = Flood.of(20, server.url(), "127.0.0.3", "\r\n");
                Flood silent = Flood.of(20, server.url(), "127.0.0.3", "")) {
            await().atMost(UNTIL_ALL_ENDED)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        heads.drip("a");
                        blanks.drip("\r\n");
                        return heads.unanswered() + blanks.unanswered() + silent.unanswered() == 0;
                    });
        }
    }

    @Test
    void anAddressHasItsNumberOfConnections() {
        try (Flood flood = Flood.of(HOSTILE, server.url(), "127.0.0.4", HEAD)) {
            await().until(() -> flood.unanswered() <= 200);
            assertThat(flood.unanswered()).isGreaterThan(100);
            assertServed(server, good, 5);
        }
    }
}

package dev.storeward.server.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenConnectionsTest {
    private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.2");
    private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.1");
    private static final long SECOND = 1_000_000_000;

    private final OpenConnections<String> open =
            new OpenConnections<>(
                    new ConnectionLimits(
                            32,
                            2,
                            PROXY::equals,
                            Duration.ofSeconds(20),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(120)));

    @Test
    void anAddressHasItsNumberAndATrustedProxyAsManyAsItNeeds() {
        open.opened("a", ONE, 0);
        open.opened("b", ONE, 0);
        open.opened("c", PROXY, 0);
        open.opened("d", PROXY, 0);

        assertThat(open.admits(ONE)).isFalse();
        assertThat(open.admits(OTHER)).isTrue();
        assertThat(open.admits(PROXY)).isTrue();

        open.closed("a");
        open.closed("a");

        assertThat(open.admits(ONE)).isTrue();
        assertThat(open.size()).isEqualTo(3);
    }

    @Test
    void aHeadHasOneTimeHoweverOftenAByteOfItComes() {
        open.opened("a", ONE, 0);

        assertThat(open.nanosLeft("a", 19 * SECOND)).isEqualTo(SECOND);
        assertThat(open.nanosLeft("a", 21 * SECOND)).isNegative();

        open.served("a");
        assertThat(open.nanosLeft("a", 1_000 * SECOND)).isEqualTo(Long.MAX_VALUE);

        open.answered("a", 1_000 * SECOND);
        assertThat(open.nanosLeft("a", 1_000 * SECOND)).isEqualTo(30 * SECOND);
    }

    @Test
    void wherePlacesRunShortTheOldestUnfinishedHeadIsGivenUp() {
        for (int i = 0; i < 30; i++) {
            open.opened("c" + i, PROXY, i);
        }
        assertThat(open.toGiveUp(SECOND)).as("two places are kept free").isEmpty();

        open.served("c0");
        open.opened("c30", PROXY, 30);
        assertThat(open.toGiveUp(SECOND)).contains("c1");
        assertThat(open.toGiveUp(SECOND)).as("it has not ended yet").contains("c2");

        open.closed("c1");
        assertThat(open.toGiveUp(SECOND)).isEmpty();
    }

    @Test
    void whoHasOnlyJustComeIsNotGivenUp() {
        for (int i = 0; i < 32; i++) {
            open.opened("c" + i, PROXY, 0);
        }

        assertThat(open.toGiveUp(SECOND / 5)).isEmpty();
        assertThat(open.toGiveUp(SECOND / 2)).contains("c0");
    }

    @Test
    void whoIsServedIsNeverGivenUp() {
        for (int i = 0; i < 32; i++) {
            open.opened("c" + i, PROXY, i);
            open.served("c" + i);
        }

        assertThat(open.toGiveUp(SECOND)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"64, 128", "256, 512", "1024, 2048", "4096, 8192", "65536, 16384"})
    void asManyAsTheHeapHasRoomFor(long heapMib, int connections) {
        assertThat(ConnectionLimits.fitting(heapMib << 20)).isEqualTo(connections);
    }
}

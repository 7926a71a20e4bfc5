package dev.storeward.server.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.testkit.SettableClock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BucketsTest {
    private static final Rate TEN_A_SECOND = new Rate(10, Duration.ofSeconds(1));

    private final SettableClock clock = new SettableClock(Instant.parse("2030-01-01T00:00:00Z"));
    private final Buckets<String> buckets = new Buckets<>(1_000, clock);

    private void empty(String key) {
        for (int i = 0; i < 10; i++) {
            assertThat(buckets.take(key, TEN_A_SECOND).taken()).isTrue();
        }
    }

    @Test
    void aBucketHoldsItsAmountAndTellsWhatIsLeft() {
        Verdict first = buckets.take("a", TEN_A_SECOND);

        assertThat(first)
                .isEqualTo(new Verdict(true, 10, 9, Duration.ofMillis(100), Duration.ZERO));
        for (int i = 0; i < 9; i++) {
            assertThat(buckets.take("a", TEN_A_SECOND).remaining()).isEqualTo(8 - i);
        }
        assertThat(buckets.take("a", TEN_A_SECOND))
                .isEqualTo(
                        new Verdict(false, 10, 0, Duration.ofSeconds(1), Duration.ofMillis(100)));
        assertThat(buckets.take("b", TEN_A_SECOND).taken()).as("another's").isTrue();
    }

    @Test
    void itFillsAgainAsTimePasses() {
        empty("a");

        clock.advance(Duration.ofMillis(100));

        assertThat(buckets.take("a", TEN_A_SECOND).taken()).isTrue();
        assertThat(buckets.take("a", TEN_A_SECOND).taken()).isFalse();
        clock.advance(Duration.ofHours(1));
        empty("a");
        assertThat(buckets.take("a", TEN_A_SECOND).taken()).as("no more than full").isFalse();
    }

    @Test
    void lookingTakesNone() {
        for (int i = 0; i < 20; i++) {
            assertThat(buckets.look("a", TEN_A_SECOND).remaining()).isEqualTo(10);
        }
        assertThat(buckets.size()).isZero();
        empty("a");
        assertThat(buckets.look("a", TEN_A_SECOND).taken()).isFalse();
    }

    @Test
    void aNewRateHoldsAtOnce() {
        empty("a");
        clock.advance(Duration.ofMillis(500));

        Rate shared = TEN_A_SECOND.among(5);

        assertThat(shared).isEqualTo(new Rate(2, Duration.ofSeconds(1)));
        assertThat(buckets.take("a", shared).taken()).isTrue();
        assertThat(buckets.take("a", shared).taken()).isFalse();
        assertThat(new Rate(3, Duration.ofMinutes(1)).among(100).amount()).isEqualTo(1);
        assertThat(new Rate(0, Duration.ofMinutes(1)).among(2).isLimit()).isFalse();
    }

    @Test
    void aClockThatIsSetBackEmptiesNoBucketForLong() {
        empty("a");
        clock.advance(Duration.ofHours(-5));
        assertThat(buckets.take("a", TEN_A_SECOND).taken()).isFalse();

        clock.advance(Duration.ofSeconds(1));

        assertThat(buckets.take("a", TEN_A_SECOND).taken()).isTrue();
    }

    @Test
    void aMillionKeysCostNoMoreMemoryThanAThousand() {
        for (int i = 0; i < 1_000_000; i++) {
            buckets.take("key" + i, TEN_A_SECOND);
        }

        assertThat(buckets.size()).isLessThanOrEqualTo(1_000);
    }

    @Test
    void addressesOfOneIpv6NetworkAreOne() {
        assertThat(block("2001:db8:1:2::1")).isEqualTo(block("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assertThat(block("2001:db8:1:2::1")).isNotEqualTo(block("2001:db8:1:3::1"));
        assertThat(block("192.0.2.1")).isNotEqualTo(block("192.0.2.2"));
    }

    private static AddressBlock block(String address) {
        return AddressBlock.of(InetAddress.ofLiteral(address));
    }
}

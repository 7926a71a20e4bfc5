package dev.storeward.core.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.memory.MemoryStore;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final ObjectKey KEY = new ObjectKey("a");
    private static final PutOptions PLAIN =
            new PutOptions(false, "application/octet-stream", Map.of());

    private final AtomicLong now = new AtomicLong();
    private final Breaker breaker = new Breaker("one", now::get);

    private void silences(int count) {
        for (int i = 0; i < count; i++) {
            breaker.ask();
            breaker.silent();
        }
    }

    private void pass(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private int rest() {
        return catchThrowableOfType(RestingException.class, breaker::ask).seconds();
    }

    @Test
    void restsAfterFourSilencesInARow() {
        silences(3);
        breaker.ask();
        breaker.answered();
        silences(3);
        assertThatCode(breaker::requireAwake).doesNotThrowAnyException();

        silences(1);

        assertThatThrownBy(breaker::requireAwake)
                .isInstanceOf(RestingException.class)
                .hasMessage(
                        "The bucket gave no answer several times in a row. It is asked again in 6 s.");
        assertThat(rest()).isEqualTo(6);
    }

    @Test
    void oneFindsOutAfterwardsWhileTheOthersGoOnBeingRefused() {
        silences(4);
        pass(5);

        breaker.ask();

        assertThatThrownBy(breaker::ask).isInstanceOf(RestingException.class);
        breaker.answered();
        assertThatCode(breaker::ask).doesNotThrowAnyException();
    }

    @Test
    void eachSilenceOfOneThatFindsOutMakesForALongerRestUpToAMinute() {
        silences(4);
        for (int expected : new int[] {10, 20, 40, 60, 60}) {
            pass(60);
            silences(1);
            assertThat(rest()).isEqualTo(expected + 1);
        }
    }

    @Test
    void manyThatWereUnderWayAlreadyDoNotMakeTheRestLonger() {
        for (int i = 0; i < 100; i++) {
            breaker.ask();
        }
        for (int i = 0; i < 100; i++) {
            breaker.silent();
        }

        assertThat(rest()).isEqualTo(6);
    }

    @Test
    void oneThatCouldNotFindOutLeavesItToTheNext() {
        silences(4);
        pass(5);
        breaker.ask();
        breaker.unknown();

        assertThatCode(breaker::ask).doesNotThrowAnyException();
    }

    @Test
    void aRefusalIsAnAnswer() {
        BreakingStore store = new BreakingStore(new MemoryStore(InstantSource.system()), breaker);
        silences(3);

        assertThatThrownBy(() -> store.get(KEY, ByteRange.all()))
                .isInstanceOf(StoreException.class);
        silences(3);

        assertThatCode(breaker::requireAwake).doesNotThrowAnyException();
    }

    /** Asks a bucket that gives no answer, and leaves after some seconds. */
    private void askAndLeave(Content body, int seconds) throws InterruptedException {
        SilentStore silent = new SilentStore();
        BreakingStore store = new BreakingStore(silent, breaker);
        Thread client =
                Thread.ofVirtual()
                        .start(() ->
                                assertThatThrownBy(() -> store.put(KEY, body, PLAIN))
                                        .isInstanceOf(StoreException.class));
        await().until(() -> silent.asked() == 1);
        pass(seconds);
        client.interrupt();
        client.join();
    }

    private void askAndLeave(int seconds) throws InterruptedException {
        askAndLeave(Content.of(new byte[10]), seconds);
    }

    @Test
    void clientsThatLeaveAfterAWhileFindASilenceToo() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            assertThatCode(breaker::requireAwake).doesNotThrowAnyException();
            askAndLeave(10);
        }
        assertThat(rest()).isEqualTo(6);

        pass(5);
        askAndLeave(10);
        assertThat(rest()).isEqualTo(11);
    }

    @Test
    void clientsThatLeaveAtOnceNeverMakeItRest() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            askAndLeave(9);
        }

        assertThatCode(breaker::requireAwake).doesNotThrowAnyException();
    }

    @Test
    void clientsThatLeaveTogetherDoNotMakeABucketRestThatAnsweredAnotherMeanwhile() {
        long began = breaker.now();
        for (int i = 0; i < 10; i++) {
            breaker.ask();
        }
        pass(20);
        breaker.answered();
        pass(20);
        for (int i = 0; i < 10; i++) {
            breaker.left(began);
        }

        assertThatCode(breaker::requireAwake).doesNotThrowAnyException();
    }

    @Test
    void clientsThatLeaveALargeBodyMayHaveFilledTheLineThemselves() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            askAndLeave(Content.of(new byte[(256 << 10) + 1]), 30);
        }

        assertThatCode(breaker::requireAwake).doesNotThrowAnyException();
    }

    @Test
    void aBodyThatItsClientMayHaveBrokenOffIsNoSilence() {
        SilentStore silent = new SilentStore();
        silent.giveUp();
        BreakingStore store = new BreakingStore(silent, breaker);

        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() ->
                            store.put(
                                    KEY,
                                    Content.once(
                                            new ByteArrayInputStream(new byte[10]),
                                            OptionalLong.empty()),
                                    PLAIN))
                    .isInstanceOf(StoreException.class);
        }
        assertThatCode(breaker::requireAwake).doesNotThrowAnyException();

        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> store.put(KEY, Content.of(new byte[10]), PLAIN))
                    .isInstanceOf(StoreException.class);
        }
        assertThatThrownBy(breaker::requireAwake).isInstanceOf(RestingException.class);
    }
}

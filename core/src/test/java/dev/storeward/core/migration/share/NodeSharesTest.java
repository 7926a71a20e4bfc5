package dev.storeward.core.migration.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A node works on eight slots and moves ten files at the same time. */
class NodeSharesTest {
    private static final long MOST = 4;

    private final UUID silent = UUID.randomUUID();
    private final UUID quiet = UUID.randomUUID();
    private final UUID third = UUID.randomUUID();
    private final NodeShares shares = new NodeShares(8, 10);

    @Test
    void aloneAMigrationHasAllItsSlotsAndAllFilesButOne() {
        assertThat(entered(silent, 1)).isEqualTo(4);
        assertThat(files(silent)).isEqualTo(9);
    }

    @Test
    void whoComesWhileEveryCallWaitsHasASlotAndAFileAtOnce() {
        entered(silent, 1);
        entered(quiet, 2);
        files(silent);
        files(quiet);

        assertThat(entered(third, 3)).isEqualTo(1);
        assertThat(files(third)).isEqualTo(1);
    }

    @Test
    void ofFewNoneIsKept() {
        NodeShares few = new NodeShares(2, 1);

        assertThat(few.enter(silent, MOST, 1)).isTrue();
        assertThat(few.enter(silent, MOST, 1)).isTrue();
        assertThat(few.takeFile(silent)).isTrue();
    }

    @Test
    void twoThatHoldAllSlotsMakeRoomForAThird() {
        assertThat(entered(silent, 2)).isEqualTo(4);
        assertThat(entered(quiet, 2)).isEqualTo(3);

        assertThat(shares.isGreedy(silent, MOST, 3)).isTrue();
        assertThat(shares.enter(silent, MOST, 3)).isFalse();
        shares.leave(silent);
        shares.leave(silent);
        assertThat(shares.isGreedy(silent, MOST, 3)).isFalse();
        assertThat(shares.enter(silent, MOST, 3)).isFalse();
        assertThat(entered(third, 3)).isEqualTo(2);
    }

    @Test
    void moreMigrationsThanSlotsHaveOneEach() {
        assertThat(entered(silent, 20)).isEqualTo(1);
        assertThat(entered(quiet, 20)).isEqualTo(1);
    }

    @Test
    void filesAreSharedByThoseThatWorkHere() {
        shares.enter(silent, MOST, 2);
        shares.enter(quiet, MOST, 2);
        assertThat(files(silent)).isEqualTo(5);
        assertThat(files(quiet)).isEqualTo(4);

        shares.giveFileBack(quiet);
        assertThat(shares.takeFile(silent)).as("beyond its share").isFalse();
        for (int i = 0; i < 3; i++) {
            shares.giveFileBack(quiet);
        }
        shares.leave(quiet);
        assertThat(files(silent)).as("alone again, five are still its own").isEqualTo(4);
    }

    @Test
    void whoHadAllFilesTakesNoMoreUntilTheOtherHasItsShare() {
        shares.enter(silent, MOST, 1);
        assertThat(files(silent)).isEqualTo(9);
        shares.enter(quiet, MOST, 2);

        assertThat(files(quiet)).isEqualTo(1);
        for (int i = 0; i < 4; i++) {
            shares.giveFileBack(silent);
            assertThat(shares.takeFile(silent)).isFalse();
            assertThat(shares.takeFile(quiet)).isEqualTo(i > 0);
        }
    }

    @Test
    void aMigrationOfManyStreamsWaitsWithOneOfThem() throws Exception {
        shares.enter(silent, MOST, 2);
        shares.enter(quiet, MOST, 2);
        AtomicInteger within = new AtomicInteger();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        List<Thread> streams = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            streams.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    shares.inTurn(
                                            silent,
                                            () -> false,
                                            () -> {
                                                within.incrementAndGet();
                                                first.countDown();
                                                free.await();
                                                return true;
                                            });
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            }));
        }
        first.await();

        assertThat(shares.inTurn(quiet, () -> false, () -> true)).isTrue();
        assertThat(shares.inTurn(silent, () -> true, () -> true)).as("stopped").isFalse();
        assertThat(within).hasValue(1);
        free.countDown();
        for (Thread stream : streams) {
            stream.join();
        }
        assertThat(within).hasValue(5);
    }

    @Test
    void aFileThatOutlivesItsSlotsIsStillCounted() {
        shares.enter(silent, MOST, 1);
        assertThat(files(silent)).isEqualTo(9);
        shares.leave(silent);
        shares.enter(quiet, MOST, 1);

        assertThat(files(quiet)).as("the last one").isEqualTo(1);
        shares.giveFileBack(silent);
        shares.giveFileBack(silent);
        assertThat(shares.takeFile(quiet)).isTrue();
    }

    private int entered(UUID migration, long wanting) {
        int entered = 0;
        while (shares.enter(migration, MOST, wanting)) {
            entered++;
        }
        return entered;
    }

    private int files(UUID migration) {
        int files = 0;
        while (shares.takeFile(migration)) {
            files++;
        }
        return files;
    }
}

package dev.storeward.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.storeward.core.CoreFixture;
import dev.storeward.core.job.Jobs.Job;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Whatever a piece of work throws, it is done again; only a heart ends its process. */
class ErrorsTest {
    private static final int RUNS = 4;

    private final CoreFixture core = CoreFixture.start();
    private final Random random = new Random(7);

    @AfterEach
    void close() {
        core.close();
    }

    /** Throws something else each time, and lets a test wait for a number of runs. */
    private Runnable throwing(CountDownLatch runs) {
        return () -> {
            runs.countDown();
            throwAny();
        };
    }

    private synchronized void throwAny() {
        switch (random.nextInt(6)) {
            case 0 -> throw new StackOverflowError();
            case 1 -> throw new OutOfMemoryError("Java heap space");
            case 2 -> throw new NoClassDefFoundError("dev/storeward/Gone");
            case 3 -> throw new AssertionError("never");
            case 4 -> throw new IllegalStateException("a bug");
            default -> sneak(new java.io.IOException("not declared"));
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable e) throws T {
        throw (T) e;
    }

    @Test
    void everyJobIsRunAgainWhateverItThrows() throws InterruptedException {
        List<Job> jobs = new ArrayList<>();
        List<CountDownLatch> runs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            CountDownLatch latch = new CountDownLatch(RUNS);
            runs.add(latch);
            jobs.add(new Job("job-" + i, Duration.ofMillis(1), throwing(latch)));
        }

        try (Jobs started = Jobs.start(core.database.dataSource(), jobs)) {
            for (CountDownLatch latch : runs) {
                latch.await();
            }
            assertThat(started).isNotNull();
        }
    }

    @Test
    void aJobThatHangsKeepsNoOtherWaiting() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            jobs.add(new Job("hangs-" + i, Duration.ofMillis(1), () -> awaitQuietly(over)));
        }
        CountDownLatch runs = new CountDownLatch(2);
        jobs.add(new Job("works", Duration.ofMillis(1), runs::countDown));

        try (Jobs started = Jobs.start(core.database.dataSource(), jobs)) {
            runs.await();
            assertThat(started).isNotNull();
            over.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aPieceOfLongWorkIsGoneOnWithWhateverItThrows() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        CompletableFuture<String> done = new CompletableFuture<>();
        LongWork.Worker worker =
                (piece, stopping) -> {
                    if (begun.incrementAndGet() == 1) {
                        throw new StackOverflowError();
                    }
                    done.complete(piece);
                    return Optional.empty();
                };

        try (LongWork work =
                LongWork.start(
                        core.database.dataSource(), InstantSource.system(), "slots", 1, worker)) {
            work.ensure("a piece");
            assertThat(done.get()).isEqualTo("a piece");
        }
    }

    @Test
    void piecesThatFailOneAfterTheOtherAreToldOnce() throws InterruptedException {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger logger = (Logger) LoggerFactory.getLogger(LongWork.class);
        logger.addAppender(lines);
        CountDownLatch begun = new CountDownLatch(5);
        LongWork.Worker worker =
                (piece, stopping) -> {
                    begun.countDown();
                    throw new IllegalStateException("a bug");
                };

        try (LongWork work =
                LongWork.start(
                        core.database.dataSource(), InstantSource.system(), "slots", 5, worker)) {
            for (int i = 0; i < 5; i++) {
                work.ensure("piece " + i);
            }
            begun.await();
        } finally {
            logger.detachAppender(lines);
        }

        assertThat(lines.list).as("in a minute").hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void whatIsRepeatedIsRepeatedWhateverItThrows() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(20);

        try (Repeating repeating =
                Repeating.start("errors", Duration.ofMillis(1), throwing(runs))) {
            runs.await();
            assertThat(repeating).isNotNull();
        }
    }

    @Test
    void whatIsOwedIsNotLostWhateverItThrows() {
        RetryLater later = new RetryLater();
        AtomicInteger runs = new AtomicInteger();
        later.nowOrLater(() -> {
            if (runs.incrementAndGet() < 3) {
                throw new OutOfMemoryError("Java heap space");
            }
        });

        later.settle();
        later.settle();
        later.settle();

        assertThat(runs).hasValue(3);
    }

    @Test
    void aHeartGoesOnAfterAFailureAndEndsTheProcessAtAnError() throws Exception {
        AtomicInteger beats = new AtomicInteger();
        CompletableFuture<Error> ended = new CompletableFuture<>();

        try (Heartbeat heartbeat =
                Heartbeat.start(
                        () -> {
                            if (beats.incrementAndGet() < 3) {
                                throw new IllegalStateException("the database is away");
                            }
                            throw new OutOfMemoryError("Java heap space");
                        },
                        Duration.ofMillis(1),
                        ended::complete)) {
            assertThat(ended.get()).isInstanceOf(OutOfMemoryError.class);
            assertThat(heartbeat).isNotNull();
        }

        assertThat(beats).hasValue(3);
    }
}

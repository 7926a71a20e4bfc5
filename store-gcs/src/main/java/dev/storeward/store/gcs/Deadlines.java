package dev.storeward.store.gcs;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends exchanges that last too long however busy their connection is. */
final class Deadlines implements AutoCloseable {

    /** The longest an exchange without a body may take. */
    static final Duration PLAIN = Duration.ofSeconds(60);

    /** A sender slower than this, in bytes a second, does not hold an exchange open. */
    private static final long SLOWEST = 64 << 10;

    private final ScheduledThreadPoolExecutor timer;

    Deadlines() {
        timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("gcs-deadlines").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /** How long an exchange may take that sends or moves so many bytes. */
    static Duration of(long bytes) {
        return PLAIN.plusSeconds(Math.max(0, bytes) / SLOWEST);
    }

    /** Calls once, unless cancelled before. */
    Future<?> after(Duration time, Runnable end) {
        return timer.schedule(end, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

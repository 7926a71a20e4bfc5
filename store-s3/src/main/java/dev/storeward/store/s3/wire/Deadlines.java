package dev.storeward.store.s3.wire;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends exchanges that last too long however busy their connection is. */
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;

    Deadlines() {
        timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("s3-deadlines").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Calls once at the time, by {@link System#nanoTime()}, unless cancelled before. */
    Future<?> at(long end, Runnable action) {
        return timer.schedule(action, end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

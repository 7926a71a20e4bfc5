package dev.storeward.store.http;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends exchanges that last too long however busy their connection is. Safe for several threads. */
public final class Deadlines implements AutoCloseable {

    /** The longest an exchange without a body may take. */
    public static final Duration PLAIN = Duration.ofSeconds(60);

    /** A sender slower than this, in bytes a second, does not hold an exchange open. */
    private static final long SLOWEST = 64 << 10;

    private final ScheduledThreadPoolExecutor timer;

    /**
     * @param thread what the thread is called that ends them
     */
    public Deadlines(String thread) {
        timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name(thread).factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /** How long an exchange may take that sends or moves so many bytes. */
    public static Duration of(long bytes) {
        return PLAIN.plusSeconds(Math.max(0, bytes) / SLOWEST);
    }

    /** Calls once at the time, by {@link System#nanoTime()}, unless cancelled before. */
    public Future<?> at(long end, Runnable action) {
        return timer.schedule(action, end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Calls once, unless cancelled before. */
    public Future<?> after(Duration time, Runnable action) {
        return timer.schedule(action, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

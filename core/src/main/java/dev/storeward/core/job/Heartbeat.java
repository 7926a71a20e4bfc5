package dev.storeward.core.job;

import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.log.RepeatedLog;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a node's heartbeat, on which nothing else is done. A beat that fails is tried again
 * soon; an {@link Error} ends the process, as one that lives on without a beat would take uploads
 * that others take back.
 */
final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final Runnable beat;
    private final Duration between;
    private final Consumer<Error> end;
    private final Semaphore stopped = new Semaphore(0);
    private final Thread thread;

    private Heartbeat(Runnable beat, Duration between, Consumer<Error> end) {
        this.beat = beat;
        this.between = between;
        this.end = end;
        this.thread = Thread.ofPlatform().name("heartbeat").daemon(true).unstarted(this::run);
    }

    /**
     * Begins to beat after a pause.
     *
     * @param end told of an error, after which the heart stands still
     */
    static Heartbeat start(Runnable beat, Duration between, Consumer<Error> end) {
        Heartbeat heartbeat = new Heartbeat(beat, between, end);
        heartbeat.thread.start();
        return heartbeat;
    }

    private void run() {
        try {
            Duration pause = between;
            while (!stopped.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = beaten() ? between : soon();
            }
        } catch (Error e) {
            end.accept(e);
        } catch (InterruptedException e) {
            end.accept(new AssertionError("somebody interrupted the heartbeat", e));
        }
    }

    private Duration soon() {
        return between.compareTo(PAUSE_AFTER_FAILURE) < 0 ? between : PAUSE_AFTER_FAILURE;
    }

    private boolean beaten() {
        try {
            beat.run();
            return true;
        } catch (RuntimeException e) {
            if (!DatabaseLog.took(e)) {
                RepeatedLog.ofThisProcess()
                        .warn(LOG, "heartbeat", "The heartbeat failed: " + e.getMessage());
            }
            return false;
        }
    }

    /** Lets a beat under way end, for 5 s at most. */
    @Override
    public void close() {
        stopped.release();
        try {
            if (!thread.join(STOP)) {
                LOG.warn("The last heartbeat did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.storeward.core.job;

import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.log.RepeatedLog;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that every node repeats for itself, on a thread of its own, so that nothing stands before
 * it. Nothing the work throws ends it.
 */
public final class Repeating implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Repeating.class);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final String name;
    private final Duration pause;
    private final Runnable work;
    private final boolean atOnce;
    private final Thread thread;
    private volatile boolean closed;

    private Repeating(String name, Duration pause, boolean atOnce, Runnable work) {
        this.name = name;
        this.pause = pause;
        this.atOnce = atOnce;
        this.work = work;
        this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
    }

    /**
     * Begins at once.
     *
     * @param pause between the end of a run and the start of the next
     */
    public static Repeating start(String name, Duration pause, Runnable work) {
        return started(new Repeating(name, pause, true, work));
    }

    /** As {@link #start}, with a pause before the first run. */
    public static Repeating startLater(String name, Duration pause, Runnable work) {
        return started(new Repeating(name, pause, false, work));
    }

    private static Repeating started(Repeating repeating) {
        repeating.thread.start();
        return repeating;
    }

    /** By which its thread and its lines in the log are known. */
    public String name() {
        return name;
    }

    private void run() {
        if (!atOnce) {
            rest();
        }
        while (!closed) {
            try {
                work.run();
            } catch (Throwable e) {
                if (!closed && !DatabaseLog.took(e)) {
                    RepeatedLog.ofThisProcess()
                            .warn(LOG, name, name + " failed and is tried again: " + e);
                }
            }
            rest();
        }
    }

    private void rest() {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            // Only close() interrupts, after it said so; whatever else did is not obeyed.
        }
    }

    /** Lets the run under way end, for 5 s at most. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.storeward.core.job;

import java.time.Duration;

/** Waits between two looks at something. Safe for use by several threads. */
@FunctionalInterface
public interface Pause {
    /**
     * Returns when the time is over.
     *
     * @throws InterruptedException at once, when the thread is or was interrupted
     */
    void take(Duration length) throws InterruptedException;

    static Pause sleeping() {
        return Thread::sleep;
    }
}

package dev.storeward.core.job;

import dev.storeward.core.db.DatabaseLog;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of db-scheduler, which lets through what it meets before and after the work itself.
 */
final class WorkThreads {
    private static final Logger LOG = LoggerFactory.getLogger(WorkThreads.class);

    private WorkThreads() {}

    static ExecutorService of(String name, int count) {
        return Executors.newFixedThreadPool(
                count,
                Thread.ofPlatform()
                        .name(name + "-", 0)
                        .uncaughtExceptionHandler((thread, e) -> ended(thread, e))
                        .factory());
    }

    /** The pool makes another thread. */
    private static void ended(Thread thread, Throwable e) {
        if (!DatabaseLog.took(e)) {
            LOG.warn("The thread {} ended and is replaced", thread.getName(), e);
        }
    }
}

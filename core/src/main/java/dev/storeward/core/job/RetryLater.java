package dev.storeward.core.job;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node could not do because the database was away, tried again with every heartbeat until
 * it is done. Its rows hold a lease besides: when this node dies first, another takes them over.
 * Safe for use by several threads.
 */
public final class RetryLater {
    private static final Logger LOG = LoggerFactory.getLogger(RetryLater.class);

    private final ConcurrentLinkedQueue<Runnable> work = new ConcurrentLinkedQueue<>();

    /** Does it now, or later when it fails; must be right to do twice. */
    public void nowOrLater(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.warn("Tried again later: {}", e.getMessage());
            work.add(task);
        }
    }

    /**
     * Tries everything that is owed once; ends at the first failure, as the rest would fail alike.
     */
    public void settle() {
        int retryLater = work.size();
        for (int i = 0; i < retryLater; i++) {
            Runnable task = work.poll();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException e) {
                work.add(task);
                return;
            }
        }
    }
}

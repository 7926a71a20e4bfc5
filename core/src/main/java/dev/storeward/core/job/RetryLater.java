package dev.storeward.core.job;

import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.log.RepeatedLog;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node could not do because the database was away, tried again every few seconds until it
 * is done. Its rows hold a lease besides: when this node dies first, another takes them over. Safe
 * for use by several threads.
 */
public final class RetryLater {
    private static final Logger LOG = LoggerFactory.getLogger(RetryLater.class);

    private final ConcurrentLinkedQueue<Runnable> work = new ConcurrentLinkedQueue<>();

    /** Does it now, or later when it fails; must be right to do twice. */
    public void nowOrLater(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            work.add(task);
            if (!DatabaseLog.took(e)) {
                RepeatedLog.ofThisProcess().warn(LOG, "owed", "Tried again later: " + e);
            }
        }
    }

    /**
     * Tries everything that is owed once; ends where the database is away, as the rest would fail
     * alike. What waits for one tenant's row holds back no other's.
     */
    public void settle() {
        int owed = work.size();
        for (int i = 0; i < owed; i++) {
            Runnable task = work.poll();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (Throwable e) {
                work.add(task);
                LOG.debug("Tried again later", e);
                if (e instanceof DatabaseException away
                        && away.kind() == DatabaseException.Kind.UNAVAILABLE) {
                    return;
                }
            }
        }
    }
}

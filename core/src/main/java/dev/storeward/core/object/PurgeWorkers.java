package dev.storeward.core.object;

import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.job.Repeating;
import dev.storeward.core.log.RepeatedLog;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of this node that remove what is due, each at one place at a time. Places that failed
 * lately have workers of their own: however many of them do not answer, those that do are served.
 */
public final class PurgeWorkers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PurgeWorkers.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final Sweeper sweeper;
    private final int each;
    private final Map<PurgePlace.Lane, Semaphore> free = new EnumMap<>(PurgePlace.Lane.class);
    private final Repeating looking;
    private volatile boolean closed;

    private PurgeWorkers(Sweeper sweeper, int each) {
        this.sweeper = sweeper;
        this.each = each;
        for (PurgePlace.Lane lane : PurgePlace.Lane.values()) {
            free.put(lane, new Semaphore(each));
        }
        this.looking = Repeating.start("purge", PAUSE, this::look);
    }

    /**
     * Starts working.
     *
     * @param each workers for places that work, and as many for those that failed lately
     */
    public static PurgeWorkers start(Sweeper sweeper, int each) {
        return new PurgeWorkers(sweeper, each);
    }

    private void look() {
        free.forEach(this::look);
    }

    private void look(PurgePlace.Lane lane, Semaphore workers) {
        boolean found = true;
        while (found && !closed && workers.tryAcquire()) {
            found = false;
            try {
                Optional<PurgePlace> place = sweeper.claim(lane);
                if (place.isPresent()) {
                    PurgePlace first = place.orElseThrow();
                    Thread.ofVirtual()
                            .name("purge-" + first.locationId())
                            .start(() -> work(first, lane, workers));
                    found = true;
                }
            } finally {
                if (!found) {
                    workers.release();
                }
            }
        }
    }

    /** Goes from place to place as long as one is due. */
    private void work(PurgePlace first, PurgePlace.Lane lane, Semaphore workers) {
        try {
            Optional<PurgePlace> place = Optional.of(first);
            while (place.isPresent()) {
                sweeper.purge(place.orElseThrow());
                place = closed ? Optional.empty() : sweeper.claim(lane);
            }
        } catch (Throwable e) {
            if (!DatabaseLog.took(e)) {
                RepeatedLog.ofThisProcess()
                        .warn(LOG, "purge", "A worker that removes objects failed: " + e);
            }
        } finally {
            workers.release();
        }
    }

    /** Lets what is under way end, for 5 s at most: what is not recorded is done again later. */
    @Override
    public void close() {
        closed = true;
        looking.close();
        try {
            for (Semaphore workers : free.values()) {
                if (!workers.tryAcquire(each, STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

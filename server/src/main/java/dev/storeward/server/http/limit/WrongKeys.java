package dev.storeward.server.http.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.log.RepeatedLog;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What wrong keys lead to: they are counted, their answers are delayed, and an address that sends
 * too many is written down once in a while. Safe for use by several threads.
 */
public final class WrongKeys {
    private static final Logger LOG = LoggerFactory.getLogger(WrongKeys.class);
    private static final Duration DELAY = Duration.ofMillis(500);

    /** More are answered at once: waiting must not cost the node its memory. */
    private static final int MOST_DELAYED = 200;

    private static final Duration BETWEEN_NOTES = Duration.ofMinutes(10);
    private static final int MOST_ADDRESSES = 10_000;

    /** Whoever has a million addresses does not fill the audit log. */
    private static final Rate NOTES = new Rate(60, Duration.ofHours(1));

    private final Runnable counter;
    private final Note note;
    private final Semaphore delayed = new Semaphore(MOST_DELAYED);
    private final Buckets<String> notes;
    private final Cache<AddressBlock, Boolean> noted =
            Caffeine.newBuilder()
                    .maximumSize(MOST_ADDRESSES)
                    .expireAfterWrite(BETWEEN_NOTES)
                    .build();

    /** Writes down that an address sent too many wrong keys. */
    public interface Note {
        /**
         * Writes it down.
         *
         * @param limit how many it may send in a minute
         */
        void tooMany(InetAddress address, long limit);
    }

    /**
     * @param counter told of each wrong key
     */
    public WrongKeys(Runnable counter, Note note, InstantSource clock) {
        this.counter = counter;
        this.note = note;
        this.notes = new Buckets<>(1, clock);
    }

    void counted() {
        counter.run();
    }

    void tooMany(InetAddress address, long limit) {
        boolean first = noted.asMap().putIfAbsent(AddressBlock.of(address), true) == null;
        if (!first || !notes.take("note", NOTES).taken()) {
            return;
        }
        try {
            note.tooMany(address, limit);
        } catch (RuntimeException e) {
            if (!DatabaseLog.took(e)) {
                RepeatedLog.ofThisProcess()
                        .warn(
                                LOG,
                                "wrong-keys",
                                "An address with too many wrong keys is not in the audit log: "
                                        + e.getMessage());
            }
        }
    }

    void delay() {
        if (!delayed.tryAcquire()) {
            return;
        }
        try {
            Thread.sleep(DELAY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            delayed.release();
        }
    }
}

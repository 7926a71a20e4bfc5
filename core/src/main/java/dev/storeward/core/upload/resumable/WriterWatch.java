package dev.storeward.core.upload.resumable;

import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.db.Tx;
import dev.storeward.core.job.Pause;
import dev.storeward.core.log.RepeatedLog;
import dev.storeward.core.upload.session.UploadSession;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers whoever asks for the place of a writer of this node. One thread looks for all of them, by
 * one statement that reads those who wait and nobody else, and only while there are writers. Safe
 * for use by several threads.
 */
final class WriterWatch {
    private static final Logger LOG = LoggerFactory.getLogger(WriterWatch.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final long SILENT_MILLIS = 2_000;

    private final Tx tx;
    private final Pause pause;
    private final ReentrantLock turn = new ReentrantLock();
    private final Map<UUID, Writing> writing = new HashMap<>();
    private boolean looking;

    WriterWatch(Tx tx, Pause pause) {
        this.tx = tx;
        this.pause = pause;
    }

    /**
     * A request that sends bytes.
     *
     * @param end ends the wait for its client
     */
    private record Writing(UploadSession session, UUID token, BodyReader reader, Runnable end) {}

    /** A watch that is kept. */
    interface Kept extends AutoCloseable {
        @Override
        void close();
    }

    /** Answers for a writer as long as the watch is kept. */
    Kept keep(UploadSession session, UUID token, BodyReader reader, Runnable end) {
        turn.lock();
        try {
            writing.put(token, new Writing(session, token, reader, end));
            if (!looking) {
                looking = true;
                Thread.ofVirtual().name("writers").start(this::run);
            }
        } finally {
            turn.unlock();
        }
        return () -> leave(token);
    }

    private void leave(UUID token) {
        turn.lock();
        try {
            writing.remove(token);
        } finally {
            turn.unlock();
        }
    }

    private @Nullable Writing of(UUID token) {
        turn.lock();
        try {
            return writing.get(token);
        } finally {
            turn.unlock();
        }
    }

    private void run() {
        boolean goesOn = true;
        while (goesOn) {
            boolean rested = rested();
            turn.lock();
            try {
                goesOn = rested && !writing.isEmpty();
                looking = goesOn;
            } finally {
                turn.unlock();
            }
            if (goesOn) {
                look();
            }
        }
    }

    private boolean rested() {
        try {
            pause.take(LOOK);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void look() {
        try {
            List<UUID> asked = tx.forSystem().statement(ResumableTable::askedWriters);
            for (UUID token : asked) {
                Writing one = of(token);
                if (one != null) {
                    answer(one);
                }
            }
        } catch (RuntimeException e) {
            // Without an answer, whoever asks takes the place after a while.
            if (!DatabaseLog.took(e)) {
                RepeatedLog.ofThisProcess()
                        .warn(LOG, "writers", "Who waits for an upload is answered late: " + e);
            }
        }
    }

    private void answer(Writing one) {
        if (one.reader().cut() != null) {
            tell(one, Writers.ENDING);
        } else if (one.reader().silentMillis() >= SILENT_MILLIS) {
            tell(one, Writers.ENDING);
            one.end().run();
        } else {
            tell(one, Writers.BUSY);
        }
    }

    private void tell(Writing one, String word) {
        tx.forTenant(one.session().tenantId())
                .run(sql -> ResumableTable.tell(sql, one.session(), one.token(), word));
    }
}

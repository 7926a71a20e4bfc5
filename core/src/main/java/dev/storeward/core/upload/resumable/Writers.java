package dev.storeward.core.upload.resumable;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.db.Tx;
import dev.storeward.core.job.RetryLater;
import dev.storeward.core.upload.resumable.ResumableTable.Writer;
import dev.storeward.core.upload.session.UploadSession;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which request sends the bytes of an upload: one at a time, on any node. Another that wants to is
 * let in once the first has ended; one whose client is silent ends when it is asked, and keeps what
 * came. Where nobody answers, its node is gone, and its place is taken. Safe for use by several
 * threads.
 */
final class Writers {
    private static final String WAITING = "waiting";
    private static final String ENDING = "ending";
    private static final String BUSY = "busy";
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final long SILENT_MILLIS = 2_000;

    /** Pauses in which a writer on a living node has answered. */
    private static final int UNANSWERED = 40;

    /** Pauses in which what came is in its bucket, if that answers. */
    private static final int MOST = 200;

    private final Tx tx;
    private final RetryLater retryLater;

    Writers(Tx tx, RetryLater retryLater) {
        this.tx = tx;
        this.retryLater = retryLater;
    }

    /**
     * Makes a request the writer.
     *
     * @return its token
     * @throws dev.storeward.core.ProblemException {@code Busy}
     */
    UUID claim(UploadSession session) {
        UUID token = UUID.randomUUID();
        @Nullable UUID silent = null;
        for (int pauses = 0; pauses < MOST; pauses++) {
            @Nullable UUID over = silent;
            if (scope(session).statement(sql -> ResumableTable.claim(sql, session, token, over))) {
                return token;
            }
            Writer writer = writer(session).orElseThrow(Writers::busy);
            UUID other = writer.token();
            if (other != null) {
                if (Objects.equals(writer.asked(), BUSY) && pauses > 0) {
                    tell(session, other, null);
                    break;
                }
                if (writer.asked() == null) {
                    tell(session, other, WAITING);
                }
                silent =
                        Objects.equals(writer.asked(), WAITING) && pauses >= UNANSWERED
                                ? other
                                : null;
            }
            pause(PAUSE);
        }
        throw busy();
    }

    /** Waits for a writer that ends; no longer than {@link #claim} does. */
    void settle(UploadSession session) {
        if (writer(session).filter(writer -> writer.token() != null).isPresent()) {
            try {
                release(session, claim(session));
            } catch (ProblemException e) {
                if (!(e.problem() instanceof Problem.Busy)) {
                    throw e;
                }
            }
        }
    }

    void release(UploadSession session, UUID token) {
        retryLater.nowOrLater(
                () -> scope(session).run(sql -> ResumableTable.release(sql, session, token)));
    }

    /** Answers for a writer who asks for its place, as long as the watch is kept. */
    Watch watch(UploadSession session, UUID token, BodyReader reader, Runnable end) {
        CountDownLatch ended = new CountDownLatch(1);
        Thread.ofVirtual().name("writer").start(() -> answer(session, token, reader, end, ended));
        return ended::countDown;
    }

    /** A watch that is kept. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    private void answer(
            UploadSession session,
            UUID token,
            BodyReader reader,
            Runnable end,
            CountDownLatch ended) {
        try {
            while (!ended.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                if (isAsked(session, token)) {
                    answer(session, token, reader, end);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DatabaseException e) {
            // Without an answer, whoever asks takes the place after a while.
            DatabaseLog.took(e);
        }
    }

    private void answer(UploadSession session, UUID token, BodyReader reader, Runnable end) {
        if (reader.cut() != null) {
            tell(session, token, ENDING);
        } else if (reader.silentMillis() >= SILENT_MILLIS) {
            tell(session, token, ENDING);
            end.run();
        } else {
            tell(session, token, BUSY);
        }
    }

    private boolean isAsked(UploadSession session, UUID token) {
        return writer(session)
                .filter(writer -> token.equals(writer.token()))
                .filter(writer -> Objects.equals(writer.asked(), WAITING))
                .isPresent();
    }

    private void tell(UploadSession session, UUID writer, @Nullable String word) {
        scope(session).run(sql -> ResumableTable.tell(sql, session, writer, word));
    }

    private Optional<Writer> writer(UploadSession session) {
        return scope(session).statement(sql -> ResumableTable.writer(sql, session));
    }

    private Tx.Scope scope(UploadSession session) {
        return tx.forTenant(session.tenantId());
    }

    static ProblemException busy() {
        return new Problem.Busy(
                        "Another request writes to this upload. Try again in a moment, from the"
                                + " offset that there is then.")
                .asException();
    }

    private static void pause(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

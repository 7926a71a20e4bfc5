package dev.storeward.core.upload.resumable;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.db.Tx;
import dev.storeward.core.job.Pause;
import dev.storeward.core.job.RetryLater;
import dev.storeward.core.upload.resumable.ResumableTable.Writer;
import dev.storeward.core.upload.session.UploadSession;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which request sends the bytes of an upload: one at a time, on any node. Another that wants to is
 * let in once the first has ended; one whose client is silent ends when it is asked, and keeps what
 * came. Where nobody answers, its node is gone, and its place is taken. Safe for use by several
 * threads.
 */
final class Writers {
    static final String WAITING = "waiting";
    static final String ENDING = "ending";
    static final String BUSY = "busy";
    private static final Duration BETWEEN = Duration.ofMillis(100);

    /** Pauses in which a writer on a living node has answered. */
    private static final int UNANSWERED = 40;

    /** Pauses in which what came is in its bucket, if that answers. */
    private static final int MOST = 200;

    private final Tx tx;
    private final RetryLater retryLater;
    private final Pause pause;

    Writers(Tx tx, RetryLater retryLater, Pause pause) {
        this.tx = tx;
        this.retryLater = retryLater;
        this.pause = pause;
    }

    /**
     * Makes a request the writer.
     *
     * @return its token
     * @throws dev.storeward.core.ProblemException {@code Busy}, also for a thread that is
     *     interrupted
     */
    UUID claim(UploadSession session) {
        UUID token = UUID.randomUUID();
        @Nullable UUID silent = null;
        boolean mayBeFree = true;
        for (int pauses = 0; pauses < MOST; pauses++) {
            @Nullable UUID over = silent;
            if (mayBeFree
                    && scope(session)
                            .statement(sql -> ResumableTable.claim(sql, session, token, over))) {
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
            mayBeFree = other == null || silent != null;
            if (!rested()) {
                break;
            }
        }
        throw busy();
    }

    /** False when somebody wants the thread to end. */
    private boolean rested() {
        try {
            pause.take(BETWEEN);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Waits for a writer that ends; no longer than {@link #claim} does.
     *
     * @return whether there was one, by which the session may be another now
     */
    boolean settle(UploadSession session) {
        if (writer(session).filter(writer -> writer.token() != null).isEmpty()) {
            return false;
        }
        try {
            release(session, claim(session));
        } catch (ProblemException e) {
            if (!(e.problem() instanceof Problem.Busy)) {
                throw e;
            }
        }
        return true;
    }

    void release(UploadSession session, UUID token) {
        retryLater.nowOrLater(
                () -> scope(session).run(sql -> ResumableTable.release(sql, session, token)));
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
}

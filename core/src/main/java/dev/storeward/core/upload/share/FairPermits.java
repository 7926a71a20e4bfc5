package dev.storeward.core.upload.share;

import dev.storeward.core.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Permits that nobody gets all of. A group never takes the last quarter of what it could have, nor
 * a member the last quarter of its group's, so that who comes next finds some free; while another
 * waits, none takes more than half. Who must wait does so for a bounded time, in turn by group and
 * within a group by member, and is refused when too many of its group wait already. Safe for use by
 * several threads.
 */
public final class FairPermits {
    private static final int RETRY_SECONDS = 5;

    private final Terms terms;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queues queues;

    /**
     * How permits are given.
     *
     * @param permits how many there are
     * @param waiting how many of one group may wait
     * @param patience how long one waits
     * @param refusal what who gets none is told
     */
    public record Terms(int permits, int waiting, Duration patience, String refusal) {}

    /** A permit that is held; closing it a second time does nothing. */
    public interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    public FairPermits(Terms terms) {
        this.terms = terms;
        this.queues = new Queues(terms.permits());
    }

    /**
     * Waits for a permit.
     *
     * @throws dev.storeward.core.ProblemException {@code Unavailable} when none came in time, or
     *     too many wait
     */
    public Permit take(Claimant claimant) {
        lock.lock();
        try {
            Waiter waiter = new Waiter(claimant, lock.newCondition());
            queues.join(waiter);
            settle();
            if (!waiter.admitted()) {
                await(waiter);
            }
            return new Held(claimant);
        } finally {
            lock.unlock();
        }
    }

    /** Whether others wait while the claimant, or its group, holds more than half. */
    public boolean presses(Claimant claimant) {
        lock.lock();
        try {
            return queues.presses(claimant);
        } finally {
            lock.unlock();
        }
    }

    /** How many are held. */
    public int held() {
        lock.lock();
        try {
            return terms.permits() - queues.free();
        } finally {
            lock.unlock();
        }
    }

    /** How many wait. */
    public int waiting() {
        lock.lock();
        try {
            return queues.waiting();
        } finally {
            lock.unlock();
        }
    }

    private void await(Waiter waiter) {
        boolean admitted = false;
        try {
            admitted =
                    queues.waitingOf(waiter.claimant().group()) <= terms.waiting()
                            && admittedInTime(waiter);
        } catch (InterruptedException e) {
            admitted = waiter.admitted();
            Thread.currentThread().interrupt();
        } finally {
            if (!admitted) {
                queues.leave(waiter);
                // Others were held to half only because this one waited.
                settle();
            }
        }
        if (!admitted) {
            throw new Problem.Unavailable(terms.refusal(), RETRY_SECONDS).asException();
        }
    }

    private boolean admittedInTime(Waiter waiter) throws InterruptedException {
        long left = terms.patience().toNanos();
        while (!waiter.admitted() && left > 0) {
            left = waiter.turn().awaitNanos(left);
        }
        return waiter.admitted();
    }

    private void settle() {
        for (Optional<Waiter> next = queues.next(); next.isPresent(); next = queues.next()) {
            next.get().admit();
        }
    }

    private final class Held implements Permit {
        private final Claimant claimant;
        private boolean over;

        Held(Claimant claimant) {
            this.claimant = claimant;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!over) {
                    over = true;
                    queues.giveBack(claimant);
                    settle();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** One that waits. Guarded by the lock. */
    static final class Waiter {
        private final Claimant claimant;
        private final Condition turn;
        private boolean admitted;

        Waiter(Claimant claimant, Condition turn) {
            this.claimant = claimant;
            this.turn = turn;
        }

        Claimant claimant() {
            return claimant;
        }

        Condition turn() {
            return turn;
        }

        boolean admitted() {
            return admitted;
        }

        private void admit() {
            admitted = true;
            turn.signal();
        }
    }
}

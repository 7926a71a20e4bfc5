package dev.storeward.core.migration.share;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Shares a node's slots, its files at once and its bandwidth among the migrations on it: beside
 * others one has its share, so that one whose place is silent holds no more than that. The last
 * slot and the last file are for a migration that has none, so that who comes to a node on which
 * every call waits begins at once. Safe for use by several threads.
 */
public final class NodeShares {
    private static final long LOOK_MILLIS = 500;

    /** Of fewer the last is not kept: it would be too large a part of them. */
    private static final int MANY = 4;

    private final int slots;
    private final int files;
    private final Map<UUID, Present> here = new HashMap<>();
    private int slotsTaken;
    private int filesTaken;

    /**
     * @param slots that are worked on at the same time
     * @param files that are moved at the same time
     */
    public NodeShares(int slots, int files) {
        this.slots = slots;
        this.files = files;
    }

    /** A migration on this node. */
    private static final class Present {
        private final ReentrantLock turn = new ReentrantLock(true);
        private int slots;
        private int files;
    }

    /** Something that waits for bandwidth; answers false when it was stopped. */
    public interface Passing {
        boolean pass() throws InterruptedException;
    }

    /**
     * Begins to work on one more slot of a migration.
     *
     * @param most slots of it, were it alone here
     * @param wanting how many migrations want slots now, this one included
     * @return false when that would be more than its share
     */
    public synchronized boolean enter(UUID migration, long most, long wanting) {
        Present present = here.computeIfAbsent(migration, id -> new Present());
        if (present.slots >= share(most, wanting) || isLast(present.slots, slots, slotsTaken)) {
            forgetIdle(migration, present);
            return false;
        }
        present.slots++;
        slotsTaken++;
        return true;
    }

    /** Whether a migration has more slots here than its share, as when another has come. */
    public synchronized boolean isGreedy(UUID migration, long most, long wanting) {
        Present present = here.get(migration);
        return present != null && present.slots > share(most, wanting);
    }

    private long share(long most, long wanting) {
        return Math.min(most, Math.max(1, slots / Math.max(1, wanting)));
    }

    /** Ends the work on a slot. */
    public synchronized void leave(UUID migration) {
        Present present = here.get(migration);
        if (present != null) {
            present.slots--;
            slotsTaken--;
            forgetIdle(migration, present);
        }
    }

    /** Takes one of the files at once; false when those that the migration may have are taken. */
    public synchronized boolean takeFile(UUID migration) {
        Present present = here.get(migration);
        if (present == null
                || filesTaken >= files
                || present.files >= filesOfEach()
                || isLast(present.files, files, filesTaken)) {
            return false;
        }
        present.files++;
        filesTaken++;
        return true;
    }

    /** Whether one more would be the last of many, and not the first of who wants it. */
    private static boolean isLast(int own, int all, int taken) {
        return all >= MANY && own > 0 && taken >= all - 1;
    }

    private long filesOfEach() {
        long working = here.values().stream().filter(present -> present.slots > 0).count();
        return Math.max(1, (files + working - 1) / Math.max(1, working));
    }

    /** Gives one of the files at once back. */
    public synchronized void giveFileBack(UUID migration) {
        filesTaken--;
        Present present = here.get(migration);
        if (present != null) {
            present.files--;
            forgetIdle(migration, present);
        }
    }

    private void forgetIdle(UUID migration, Present present) {
        if (present.slots == 0 && present.files == 0) {
            here.remove(migration);
        }
    }

    /**
     * Waits for what all migrations wait for, one stream of each at a time: however many streams
     * one has, the next to come is another's.
     *
     * @return false when it was stopped meanwhile
     */
    public boolean inTurn(UUID migration, BooleanSupplier stopped, Passing passing)
            throws InterruptedException {
        ReentrantLock turn = turn(migration);
        while (!turn.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (stopped.getAsBoolean()) {
                return false;
            }
        }
        try {
            return passing.pass();
        } finally {
            turn.unlock();
        }
    }

    private synchronized ReentrantLock turn(UUID migration) {
        Present present = here.get(migration);
        return present == null ? new ReentrantLock() : present.turn;
    }
}

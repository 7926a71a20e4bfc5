package dev.storeward.core.db;

/** A turn at a tenant's row. Belongs to one thread. */
public final class Turn implements AutoCloseable {
    private final Runnable end;
    private boolean over;

    Turn(Runnable end) {
        this.end = end;
    }

    /** Lets the next one wait for the row, before the unit of work is over. */
    public void end() {
        if (!over) {
            over = true;
            end.run();
        }
    }

    /** As {@link #end}; a second call does nothing. */
    @Override
    public void close() {
        end();
    }
}

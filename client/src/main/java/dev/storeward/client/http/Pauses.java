package dev.storeward.client.http;

import dev.storeward.client.StorewardException;
import dev.storeward.client.StorewardException.Kind;
import java.time.Duration;

/** Waits between attempts; tests put in what only takes note. */
@FunctionalInterface
public interface Pauses {
    void pause(Duration time) throws InterruptedException;

    /** Sleeps. */
    static Pauses sleeping() {
        return Thread::sleep;
    }

    /** Waits, or tells that the thread was interrupted. */
    default void take(Duration time) {
        try {
            pause(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorewardException(Kind.INTERRUPTED, "Interrupted.");
        }
    }
}

package dev.storeward.core.backend;

import dev.storeward.core.Problem;
import dev.storeward.store.Redacted;
import dev.storeward.store.StoreException;
import java.io.IOException;

/** What a failing store means for the request that met it. */
public final class BackendProblems {
    private static final int RETRY_SECONDS = 10;

    private BackendProblems() {}

    /**
     * The problem of a request that a store failed.
     *
     * @param what a sentence that says what could not be done; the store's own sentence follows it
     */
    public static Problem of(StoreException e, String what) {
        String message = what + " " + Redacted.text(String.valueOf(e.getMessage()));
        if (e instanceof RestingException resting) {
            return new Problem.Unavailable(message, resting.seconds());
        }
        return switch (e.code()) {
            case FULL -> new Problem.Full(message);
            case ARCHIVED -> new Problem.Archived(message);
            case NOT_FOUND,
                    ALREADY_EXISTS,
                    BUCKET_NOT_FOUND,
                    UNAUTHENTICATED,
                    FORBIDDEN,
                    INVALID,
                    RETAINED,
                    CORRUPT,
                    THROTTLED,
                    UNREACHABLE,
                    UNKNOWN ->
                    new Problem.Unavailable(message, RETRY_SECONDS);
        };
    }

    /** What a broken stream from a bucket means. */
    public static Problem ofRead(IOException e) {
        Throwable cause = e;
        while (cause != null) {
            if (cause instanceof StoreException store) {
                return of(store, "The file cannot be read at the moment.");
            }
            cause = cause.getCause();
        }
        return new Problem.Unavailable(
                "The file cannot be read at the moment: its bucket broke off.", RETRY_SECONDS);
    }
}

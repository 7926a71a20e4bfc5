package dev.storeward.core.backend;

import dev.storeward.store.StoreException;

/** A backend was not asked, because it left several requests in a row without an answer. */
public final class RestingException extends StoreException {
    private static final long serialVersionUID = 1;

    private final int seconds;

    RestingException(int seconds) {
        super(
                Code.UNREACHABLE,
                Reason.SILENT,
                "The bucket gave no answer several times in a row. It is asked again in "
                        + seconds
                        + " s.");
        this.seconds = seconds;
    }

    /** When to try again. */
    public int seconds() {
        return seconds;
    }
}

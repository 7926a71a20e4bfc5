package dev.storeward.client;

/**
 * A request that was not done: refused by the server, or not answered. Its message is a sentence
 * for people; programs look at {@link #kind}, {@link #status} and {@link #code}.
 */
public final class StorewardException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** The server understood and refused: {@link #status} tells. */
        REFUSED,
        /** The server, its database or a bucket is away, or has too much to do: later may work. */
        AWAY,
        /** The connection failed or broke off; whether a change was made is told by asking. */
        BROKEN_OFF,
        /** What answers is not a Storeward server. */
        NOT_STOREWARD,
        /** What came is not what was stored, or changed while it was on its way. */
        DAMAGED,
        /** The thread was interrupted. */
        INTERRUPTED
    }

    private final Kind kind;
    private final int status;
    private final String code;

    public StorewardException(Kind kind, String message) {
        this(kind, 0, "", message);
    }

    /**
     * @param status of HTTP; 0 where there was no answer
     * @param code of the door's errors, such as {@code NOT_FOUND}; empty where it has none
     */
    public StorewardException(Kind kind, int status, String code, String message) {
        super(message);
        this.kind = kind;
        this.status = status;
        this.code = code;
    }

    public Kind kind() {
        return kind;
    }

    /** The status of HTTP; 0 where there was no answer. */
    public int status() {
        return status;
    }

    /** The door's word for the error; empty where it has none. */
    public String code() {
        return code;
    }
}

package dev.storeward.cli.command;

import dev.storeward.client.StorewardException;

/** What ends a command: a sentence for the person, and the exit code. */
public final class Failure extends RuntimeException {
    /** It was understood and could not be done, or what was checked is not right. */
    public static final int REFUSED = 1;

    /** The command line, the environment or a file it names is wrong. */
    public static final int USAGE = 2;

    /** The server is away, or the line broke off: the same command may work later. */
    public static final int AWAY = 3;

    private final int exitCode;

    private Failure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public static Failure refused(String message) {
        return new Failure(REFUSED, message);
    }

    public static Failure usage(String message) {
        return new Failure(USAGE, message);
    }

    public static Failure away(String message) {
        return new Failure(AWAY, message);
    }

    /** What a server refused, or did not answer. */
    public static Failure of(StorewardException thrown) {
        return switch (thrown.kind()) {
            case REFUSED, NOT_STOREWARD, DAMAGED, INTERRUPTED ->
                    new Failure(REFUSED, Words.clean(String.valueOf(thrown.getMessage())));
            case AWAY -> new Failure(AWAY, Words.clean(String.valueOf(thrown.getMessage())));
            case BROKEN_OFF ->
                    new Failure(
                            AWAY,
                            Words.clean(String.valueOf(thrown.getMessage()))
                                    + " Is the address right? The same command may be sent"
                                    + " again.");
        };
    }

    public int exitCode() {
        return exitCode;
    }
}

package dev.storeward.cli;

/** What ends a command: a sentence for the person, and the exit code. */
final class Failure extends RuntimeException {
    /** It was understood and could not be done, or what was checked is not right. */
    static final int REFUSED = 1;

    /** The command line, the environment or a file it names is wrong. */
    static final int USAGE = 2;

    private final int exitCode;

    private Failure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    static Failure refused(String message) {
        return new Failure(REFUSED, message);
    }

    static Failure usage(String message) {
        return new Failure(USAGE, message);
    }

    int exitCode() {
        return exitCode;
    }
}

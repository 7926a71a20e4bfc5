package dev.storeward.postgres;

import java.nio.file.FileSystemException;
import java.util.Locale;

/** Turns what the operating system says into sentences for the operator. */
final class Failures {
    private Failures() {}

    static EmbeddedServerException of(String what, Exception cause) {
        return new EmbeddedServerException(what + ": " + reason(cause) + ".", cause);
    }

    /** The same, with what a program printed last. */
    static EmbeddedServerException of(String what, String output) {
        return new EmbeddedServerException(
                noSpace(output)
                        ? what + ": the disk is full. PostgreSQL said:\n" + output
                        : what + ". PostgreSQL said:\n" + output);
    }

    private static String reason(Exception cause) {
        String message = String.valueOf(cause.getMessage());
        if (noSpace(message)) {
            return "the disk is full";
        }
        if (cause instanceof FileSystemException file && file.getReason() == null) {
            return cause.getClass().getSimpleName() + " " + message;
        }
        return message;
    }

    private static boolean noSpace(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("no space left on device") || lower.contains("disk quota exceeded");
    }
}

package dev.storeward.postgres;

/**
 * The embedded PostgreSQL cannot do what was asked. The message is one sentence for the operator,
 * where possible followed by PostgreSQL's own last lines; it never holds a password.
 */
public class EmbeddedServerException extends RuntimeException {

    public EmbeddedServerException(String message) {
        super(message);
    }

    public EmbeddedServerException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.storeward.core.db.backup;

/** A backup cannot be made or restored; the sentence says why and what to do. */
public final class BackupException extends RuntimeException {
    public BackupException(String message) {
        super(message);
    }

    public BackupException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.storeward.core.crypto;

/**
 * The master key is missing, unreadable or the wrong one, which ends a start. The message is one
 * sentence that names the file, the key's id, and what to do.
 */
public final class MasterKeyException extends CryptoException {

    public MasterKeyException(String message) {
        super(message);
    }

    public MasterKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}

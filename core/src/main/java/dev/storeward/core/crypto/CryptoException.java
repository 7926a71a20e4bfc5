package dev.storeward.core.crypto;

/**
 * A key is missing, or a sealed value is not what was sealed. The message is a sentence that names
 * keys by their ids and never holds a secret.
 */
public class CryptoException extends RuntimeException {

    public CryptoException(String message) {
        super(message);
    }

    public CryptoException(String message, Throwable cause) {
        super(message, cause);
    }
}

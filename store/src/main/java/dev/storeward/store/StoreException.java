package dev.storeward.store;

/**
 * The one way a store fails. The message is a sentence for the operator: it names the bucket or key
 * and the cause, and never holds a secret.
 */
public class StoreException extends RuntimeException {

    /** Why a call failed, in the same words for every kind of store. */
    public enum Code {
        /** There is no such object. */
        NOT_FOUND(false),
        /** The key is taken and the call demanded that it is not. */
        ALREADY_EXISTS(false),
        /** There is no such bucket, container or folder. */
        BUCKET_NOT_FOUND(false),
        /** The store does not know the credential, or its signature is wrong. */
        UNAUTHENTICATED(false),
        /** The credential is known and may not do this. */
        FORBIDDEN(false),
        /** The request itself is wrong; sending it again changes nothing. */
        INVALID(false),
        /** The bytes are not what they should be. */
        CORRUPT(false),
        /** There is no room left at the store. */
        FULL(false),
        /** The store asks for patience. */
        THROTTLED(true),
        /** No answer, or a broken one; whether a write took place is open. */
        UNREACHABLE(true),
        /** The store failed in a way it did not explain. */
        UNKNOWN(true);

        private final boolean retryable;

        Code(boolean retryable) {
            this.retryable = retryable;
        }

        /** Whether the same call may succeed later without anybody changing anything. */
        public boolean retryable() {
            return retryable;
        }
    }

    private final Code code;

    public StoreException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public StoreException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}

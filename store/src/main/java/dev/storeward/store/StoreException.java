package dev.storeward.store;

import java.time.Instant;
import java.util.Optional;

/**
 * The one way a store fails. The message is a sentence for the operator: it names the bucket or key
 * and the cause, and never holds a secret.
 */
public class StoreException extends RuntimeException {

    /** Why a call failed, in the same words for every kind of store. */
    public enum Code {
        /** There is no such object. */
        NOT_FOUND(false, false),
        /** The key is taken and the call demanded that it is not. */
        ALREADY_EXISTS(false, false),
        /** There is no such bucket, container or folder. */
        BUCKET_NOT_FOUND(false, true),
        /** The store does not know the credential, or its signature is wrong. */
        UNAUTHENTICATED(false, true),
        /** The credential is known and may not do this. */
        FORBIDDEN(false, false),
        /** The object lies in an archive and cannot be read before the provider restored it. */
        ARCHIVED(false, false),
        /** A retention rule or a hold keeps the object; see {@link StoreException#until()}. */
        RETAINED(false, false),
        /** The request itself is wrong; sending it again changes nothing. */
        INVALID(false, false),
        /** The bytes are not what they should be. */
        CORRUPT(false, false),
        /** There is no room left at the store. */
        FULL(false, true),
        /** The store asks for patience. */
        THROTTLED(true, true),
        /** No answer, or a broken one; whether a write took place is open. */
        UNREACHABLE(true, true),
        /** The store failed in a way it did not explain. */
        UNKNOWN(true, false);

        private final boolean retryable;
        private final boolean affectsWholeStore;

        Code(boolean retryable, boolean affectsWholeStore) {
            this.retryable = retryable;
            this.affectsWholeStore = affectsWholeStore;
        }

        /** Whether the same call may succeed later without anybody changing anything. */
        public boolean retryable() {
            return retryable;
        }

        /** Whether calls about other objects are likely to fail alike. */
        public boolean affectsWholeStore() {
            return affectsWholeStore;
        }
    }

    /** What exactly went wrong, where the store or its connection told. */
    public enum Reason {
        /** Nothing more is known than the code says. */
        UNSPECIFIED,
        NAME_UNRESOLVED,
        /** The gate lets nobody reach this address. */
        ADDRESS_REFUSED,
        CONNECTION_REFUSED,
        CONNECT_TIMEOUT,
        TLS_UNTRUSTED,
        TLS_NAME_MISMATCH,
        TLS_EXPIRED,
        TLS_FAILED,
        /** Connected, but no answer came in time. */
        SILENT,
        /** The connection broke in the middle. */
        BROKEN,
        /** The answer sends us elsewhere, which is never followed. */
        REDIRECTED,
        /** The answer is none of this protocol: another server or a proxy stands there. */
        NOT_A_STORE,
        CLOCK_SKEWED,
        KEY_UNKNOWN,
        SECRET_WRONG,
        TOKEN_EXPIRED,
        /** The role may not be taken on. */
        ROLE_REFUSED,
        WRONG_REGION,
        /** The bucket is somebody else's, or hidden from this credential. */
        BUCKET_FORBIDDEN,
        /** The body ended before its end. */
        TRUNCATED,
        /** The provider's account is suspended, or the service not switched on. */
        ACCOUNT_DISABLED,
        /** The store knows the request and does not implement it. */
        NOT_IMPLEMENTED,
        /** The upload in parts was ended, or is forgotten: none of its parts is kept any more. */
        UPLOAD_GONE
    }

    private final Code code;
    private final Reason reason;
    private final Optional<Instant> until;

    public StoreException(Code code, String message) {
        this(code, Reason.UNSPECIFIED, message);
    }

    public StoreException(Code code, String message, Throwable cause) {
        this(code, Reason.UNSPECIFIED, message, cause);
    }

    public StoreException(Code code, Reason reason, String message) {
        super(message);
        this.code = code;
        this.reason = reason;
        this.until = Optional.empty();
    }

    public StoreException(Code code, Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.reason = reason;
        this.until = Optional.empty();
    }

    private StoreException(String message, Optional<Instant> until, StoreException refusal) {
        super(message, refusal);
        this.code = Code.RETAINED;
        this.reason = Reason.UNSPECIFIED;
        this.until = until;
    }

    /**
     * The failure of a delete that is in vain until a day.
     *
     * @param place what messages call the bucket
     */
    public static StoreException retained(String place, Instant until, StoreException refusal) {
        return new StoreException(
                "A retention rule keeps the object in the " + place + " until " + until + ".",
                Optional.of(until),
                refusal);
    }

    /**
     * The failure of a delete that is in vain until somebody lifts a hold.
     *
     * @param place what messages call the bucket
     */
    public static StoreException held(String place, StoreException refusal) {
        return new StoreException(
                "A hold keeps the object in the " + place + " until it is lifted.",
                Optional.empty(),
                refusal);
    }

    public Code code() {
        return code;
    }

    public Reason reason() {
        return reason;
    }

    /** When what is {@code RETAINED} may be deleted, where the store told. */
    public Optional<Instant> until() {
        return until;
    }
}

package dev.storeward.core.backend.verification;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;

/**
 * Tells from the failure of the first signed request what is wrong: whether anything of ours stands
 * at the other end, knows the credential, and has the bucket.
 */
final class FirstContact {
    private FirstContact() {}

    /** The place answered as it should: who asked, and for which bucket, is settled. */
    static void settled(Findings findings) {
        findings.passed(Check.AUTHENTICATION, "The credential is known.");
        findings.passed(Check.BUCKET, "The bucket exists and is open to the credential.");
        findings.passed(Check.REGION, "The bucket is reached where it lies.");
    }

    /** Notes a failure under the check it is about, and what it shows to be in order. */
    static void failed(Findings findings, StoreException e, Check asked, String what) {
        Check about = about(e, asked);
        if (about.compareTo(Check.AUTHENTICATION) > 0) {
            findings.passed(Check.AUTHENTICATION, "The credential is known.");
        }
        if (about == Check.REGION) {
            findings.passed(Check.BUCKET, "The bucket exists.");
        }
        findings.failed(about, e, about == asked ? what : "");
    }

    private static Check about(StoreException e, Check asked) {
        return switch (e.reason()) {
            case NAME_UNRESOLVED, ADDRESS_REFUSED -> Check.NAME_RESOLUTION;
            case CONNECTION_REFUSED,
                    CONNECT_TIMEOUT,
                    SILENT,
                    BROKEN,
                    TRUNCATED,
                    REDIRECTED,
                    NOT_A_STORE ->
                    Check.CONNECTION;
            case TLS_UNTRUSTED, TLS_NAME_MISMATCH, TLS_EXPIRED, TLS_FAILED -> Check.TLS;
            case CLOCK_SKEWED -> Check.CLOCK;
            case KEY_UNKNOWN, SECRET_WRONG, TOKEN_EXPIRED, ROLE_REFUSED, ACCOUNT_DISABLED ->
                    Check.AUTHENTICATION;
            case WRONG_REGION -> Check.REGION;
            case BUCKET_FORBIDDEN, NOT_IMPLEMENTED, UPLOAD_GONE -> asked;
            case UNSPECIFIED -> ofCode(e.code(), asked);
        };
    }

    private static Check ofCode(Code code, Check asked) {
        return switch (code) {
            case UNAUTHENTICATED, INVALID -> Check.AUTHENTICATION;
            case BUCKET_NOT_FOUND, NOT_FOUND -> Check.BUCKET;
            case THROTTLED, UNREACHABLE, UNKNOWN -> Check.CONNECTION;
            case FORBIDDEN, ALREADY_EXISTS, ARCHIVED, RETAINED, CORRUPT, FULL -> asked;
        };
    }

    /** Whether the same request in another form may succeed. */
    static boolean mayDependOnForm(StoreException e) {
        return switch (e.reason()) {
            case CONNECTION_REFUSED,
                    CONNECT_TIMEOUT,
                    SILENT,
                    CLOCK_SKEWED,
                    KEY_UNKNOWN,
                    TOKEN_EXPIRED,
                    ROLE_REFUSED,
                    ACCOUNT_DISABLED ->
                    false;
            case UNSPECIFIED,
                    NAME_UNRESOLVED,
                    ADDRESS_REFUSED,
                    TLS_UNTRUSTED,
                    TLS_NAME_MISMATCH,
                    TLS_EXPIRED,
                    TLS_FAILED,
                    BROKEN,
                    REDIRECTED,
                    NOT_A_STORE,
                    SECRET_WRONG,
                    WRONG_REGION,
                    BUCKET_FORBIDDEN,
                    TRUNCATED,
                    NOT_IMPLEMENTED,
                    UPLOAD_GONE ->
                    e.code() != Code.THROTTLED;
        };
    }

    /** Whether a bucket that neither lists nor takes anything is to be called closed to us. */
    static boolean closed(StoreException e) {
        return e.code() == Code.FORBIDDEN || e.reason() == Reason.BUCKET_FORBIDDEN;
    }
}

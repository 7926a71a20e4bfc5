package dev.storeward.core.backend.verification;

import java.util.Locale;

/** What a place is asked, in this order. */
public enum Check {
    NAME_RESOLUTION,
    CONNECTION,
    TLS,
    CLOCK,
    AUTHENTICATION,
    BUCKET,
    REGION,
    /** Nobody but the tenant can have us use the place. */
    TRUST,
    LIST,
    WRITE,
    READ_BACK,
    RANGE,
    MULTIPART,
    CONDITIONAL_PUT,
    COPY,
    DELETE,
    CLEAN_UP;

    /** As answers and logs spell it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.storeward.server.s3;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request that S3 would refuse, carried to where it is answered. Streams throw it from {@code
 * read} too, so that it passes through whatever reads them. Its details are for the client who sent
 * the request and are in no message: they may repeat all of its headers.
 */
public final class S3Exception extends RuntimeException {
    private final S3Code code;
    private final transient Map<String, String> details;

    public S3Exception(S3Code code) {
        this(code, code.message());
    }

    public S3Exception(S3Code code, String message) {
        this(code, message, Map.of());
    }

    /**
     * With further elements of the answer.
     *
     * @param details by element name, in their order
     */
    public S3Exception(S3Code code, String message, Map<String, String> details) {
        super(message, null, false, false);
        this.code = code;
        this.details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    public S3Code code() {
        return code;
    }

    /** The sentence for the client. */
    public String message() {
        return String.valueOf(getMessage());
    }

    /** Further elements of the answer, by name. */
    public Map<String, String> details() {
        return details;
    }
}

package dev.storeward.store;

import java.time.Duration;

/**
 * A URL to be signed.
 *
 * @param lifetime 1 second to 7 days
 * @param contentDisposition sent by the store with a GET; empty for none
 */
public record PresignRequest(
        ObjectKey key, Method method, Duration lifetime, String contentDisposition) {
    /** What the URL allows. */
    public enum Method {
        GET,
        PUT
    }
}

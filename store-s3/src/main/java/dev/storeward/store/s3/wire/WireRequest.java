package dev.storeward.store.s3.wire;

import java.net.URI;
import java.util.SortedMap;

/**
 * One request before it is signed.
 *
 * @param origin scheme and authority
 * @param path as it is sent, each byte that needs it encoded once
 * @param query as it is sent, its names in ascending order; empty for none
 * @param headers names in lower case; all of them are signed
 * @param body {@link Payload#empty()} for none
 * @param bodiless whether the method has no body, not even an empty one
 */
public record WireRequest(
        String method,
        URI origin,
        String path,
        String query,
        SortedMap<String, String> headers,
        Payload body,
        boolean bodiless) {

    String target() {
        return query.isEmpty() ? path : path + "?" + query;
    }
}

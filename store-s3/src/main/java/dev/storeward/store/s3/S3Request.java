package dev.storeward.store.s3;

import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.http.Deadlines;
import dev.storeward.store.s3.wire.Payload;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A request about one object.
 *
 * @param query as it is sent; empty for none
 * @param headers names in lower case
 * @param deadline of all attempts together
 */
record S3Request(
        Method method,
        ObjectKey key,
        String query,
        SortedMap<String, String> headers,
        Payload body,
        Duration deadline) {

    private static final String CHECKSUM = "x-amz-checksum-sha256";

    enum Method {
        GET,
        HEAD,
        PUT,
        DELETE
    }

    /** A request without a body. */
    static S3Request plain(Method method, ObjectKey key) {
        return new S3Request(method, key, "", new TreeMap<>(), Payload.empty(), S3Clients.DEADLINE);
    }

    /**
     * A request that writes.
     *
     * @param bytes how many are written, which decides how long it may take
     */
    static S3Request put(ObjectKey key, Payload body, long bytes) {
        return new S3Request(Method.PUT, key, "", new TreeMap<>(), body, Deadlines.of(bytes));
    }

    S3Request with(String header, String value) {
        SortedMap<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new S3Request(method, key, query, more, body, deadline);
    }

    S3Request asking(String what) {
        return new S3Request(method, key, what, headers, body, deadline);
    }

    /**
     * This request with a header that tells its body's digest, where it has a body and that is
     * known. Parts are told by their MD5: a checksum of another kind has to be announced when their
     * upload begins.
     */
    S3Request withDigest() {
        if (method != Method.PUT
                || headers.containsKey("x-amz-copy-source")
                || headers.containsKey(CHECKSUM)
                || !body.signed()) {
            return this;
        }
        Optional<String> md5 = query.isEmpty() ? Optional.empty() : body.md5();
        return md5.map(digest -> with("content-md5", digest))
                .orElseGet(() -> with(CHECKSUM, body.sha256Base64()));
    }

    /** What is kept beside the bytes. */
    S3Request described(PutOptions options) {
        SortedMap<String, String> more = new TreeMap<>(headers);
        if (!options.contentType().isEmpty()) {
            more.put("content-type", options.contentType());
        }
        options.metadata().forEach((name, value) -> more.put("x-amz-meta-" + name, value));
        return new S3Request(method, key, query, more, body, deadline);
    }
}

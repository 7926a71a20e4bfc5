package dev.storeward.server.s3.signature;

import java.time.Instant;
import java.util.SortedSet;

/**
 * What a request says of its signature.
 *
 * @param signedHeaders in lower case
 * @param signature as sent
 */
record Claim(
        Form form,
        CredentialScope scope,
        Instant time,
        SortedSet<String> signedHeaders,
        String signature) {

    /** Where the claim stands. */
    enum Form {
        HEADER,
        QUERY
    }
}

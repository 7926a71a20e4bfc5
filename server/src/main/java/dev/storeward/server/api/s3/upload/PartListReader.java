package dev.storeward.server.api.s3.upload;

import dev.storeward.server.api.s3.ListingReader;
import dev.storeward.server.api.s3.S3RequestReader;

/**
 * {@code ListParts}: what is asked for.
 *
 * @param after the number that the page before ended with
 * @param most from 0 to 1,000
 */
record PartListReader(int after, int most) {
    static PartListReader of(S3RequestReader sent) {
        String marker = sent.parameter("part-number-marker").orElse("");
        return new PartListReader(
                marker.isEmpty() ? 0 : (int) ListingReader.number("part-number-marker", marker),
                ListingReader.most(sent, "max-parts"));
    }
}

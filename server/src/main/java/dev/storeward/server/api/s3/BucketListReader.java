package dev.storeward.server.api.s3;

import dev.storeward.core.root.Root;

/**
 * What {@code ListBuckets} asks for.
 *
 * @param after the name behind which the page begins; empty for the first page
 * @param most the most buckets of a page
 */
record BucketListReader(String prefix, String after, int most) {
    private static final int MOST = 10_000;

    /**
     * Reads the query.
     *
     * @throws dev.storeward.server.s3.S3Exception {@code INVALID_ARGUMENT}
     */
    static BucketListReader of(S3RequestReader sent) {
        long most =
                sent.parameter("max-buckets")
                        .map(text -> ListingReader.number("max-buckets", text))
                        .orElse((long) MOST);
        if (most < 1 || most > MOST) {
            throw ListingReader.invalid(
                    "max-buckets", "Argument max-buckets must be an integer between 1 and 10000");
        }
        return new BucketListReader(
                sent.parameter("prefix").orElse(""),
                sent.parameter("continuation-token").map(ListingReader::behind).orElse(""),
                (int) most);
    }

    boolean wants(Root root) {
        return root.name().startsWith(prefix) && root.name().compareTo(after) > 0;
    }
}

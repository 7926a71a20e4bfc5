package dev.storeward.server.api.s3;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;

/** {@code PutBucketAcl} and {@code PutObjectAcl}: only what is so anyway is taken. */
final class ObjectAclReader {
    private ObjectAclReader() {}

    /**
     * Passes the canned list {@code private}; others were refused before.
     *
     * @throws S3Exception {@code NOT_IMPLEMENTED} for a list that is not canned
     */
    static void requirePrivate(S3RequestReader sent) {
        if (sent.header("x-amz-acl").isEmpty()) {
            throw new S3Exception(S3Code.NOT_IMPLEMENTED);
        }
    }
}

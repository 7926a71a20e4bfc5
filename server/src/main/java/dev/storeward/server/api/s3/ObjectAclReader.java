package dev.storeward.server.api.s3;

import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.xml.AccessControlPolicy;
import java.io.IOException;

/** {@code PutBucketAcl} and {@code PutObjectAcl}: only what is so anyway is taken. */
final class ObjectAclReader {
    private ObjectAclReader() {}

    /**
     * Passes the canned list {@code private}, others having been refused before, and a document
     * that says the same.
     *
     * @throws S3Exception {@code INVALID_ARGUMENT}, {@code MALFORMED_XML}, {@code NOT_IMPLEMENTED}
     *     for another list
     */
    static void requirePrivate(S3RequestReader sent) throws IOException {
        if (sent.header("x-amz-acl").isEmpty()) {
            AccessControlPolicy.read(sent.document())
                    .requireOwnerAlone(sent.caller().userId().toString());
        }
    }
}

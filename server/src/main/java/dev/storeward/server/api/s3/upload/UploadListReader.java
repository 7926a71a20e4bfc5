package dev.storeward.server.api.s3.upload;

import dev.storeward.core.upload.session.SessionListing;
import dev.storeward.core.upload.session.SessionListing.After;
import dev.storeward.server.api.s3.ListingReader;
import dev.storeward.server.api.s3.S3RequestReader;
import dev.storeward.server.s3.S3Exception;
import java.util.UUID;

/**
 * {@code ListMultipartUploads}: what is asked for.
 *
 * @param keyMarker as sent
 * @param idMarker as sent; without a key it means nothing
 * @param most from 0 to 1,000
 * @param encoded whether keys are to be percent-encoded
 */
record UploadListReader(
        String prefix,
        String delimiter,
        String keyMarker,
        String idMarker,
        int most,
        boolean encoded) {

    static UploadListReader of(S3RequestReader sent) {
        return new UploadListReader(
                sent.parameter("prefix").orElse(""),
                sent.parameter("delimiter").orElse(""),
                sent.parameter("key-marker").orElse(""),
                sent.parameter("upload-id-marker").orElse(""),
                ListingReader.most(sent, "max-uploads"),
                ListingReader.encoded(sent));
    }

    /**
     * What is asked of the core.
     *
     * @throws S3Exception {@code INVALID_ARGUMENT} for a marker that is no upload's
     */
    SessionListing.Query query() {
        UUID id = After.WHOLE_KEY;
        if (!keyMarker.isEmpty() && !idMarker.isEmpty()) {
            id =
                    UploadIdReader.find(idMarker)
                            .orElseThrow(() ->
                                    ListingReader.invalid(
                                            "upload-id-marker", "Invalid uploadId marker"));
        }
        return new SessionListing.Query(
                prefix, delimiter, new After(keyMarker, id), Math.max(1, most));
    }
}

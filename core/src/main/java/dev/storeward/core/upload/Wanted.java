package dev.storeward.core.upload;

import dev.storeward.core.file.Category;
import dev.storeward.core.upload.body.SizeEstimate;
import dev.storeward.core.upload.request.UploadRequest.PlacementHint;
import dev.storeward.core.upload.share.Claimant;

/**
 * What an upload wants, as far as it can be checked before its bytes come.
 *
 * @param sha256 the bytes must have; empty when nothing was said
 * @param contentType as sent; empty when the bytes are to tell
 */
record Wanted(
        NewFile file,
        AddressClaim claim,
        Category category,
        byte[] sha256,
        PlacementHint place,
        String contentType,
        SizeEstimate sizeEstimate) {

    /** Whose share of the node it takes. */
    Claimant user() {
        return new Claimant(file.tenantId(), file.userId());
    }
}
